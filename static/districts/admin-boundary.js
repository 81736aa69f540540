// Edits the boundary of a district on a map; the text field it stands above is what gets saved.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  // Corners are dragged; by keyboard one edits the text, and need not pass each of them on the way.
  L.Marker.mergeOptions({ keyboard: false });
  // From afar many corners would cover each other.
  const CORNERS_FROM_ZOOM = 15;
  const FEW_CORNERS = 60;
  const MINE = { color: "#c0143c", weight: 3, fillOpacity: 0.15 };
  const THEIRS = { color: "#3a4a5e", weight: 1.5, fillColor: "#3a4a5e", fillOpacity: 0.06, interactive: false };

  // Where the district is, or null while its text is no GeoJSON.
  const mine = (text) => {
    try {
      return L.geoJSON(JSON.parse(text)).getBounds();
    } catch {
      return null;
    }
  };

  for (const wrapper of document.querySelectorAll(".boundary-map")) {
    const field = document.getElementById(wrapper.dataset.field);
    const [config, neighbours] = [...wrapper.querySelectorAll("script")].map((each) => JSON.parse(each.textContent));
    const around = L.geoJSON(neighbours, { style: THEIRS });
    const map = window.portalMap(wrapper, config, mine(field.value) || around.getBounds());
    around.addTo(map);
    const tool = (name) => wrapper.querySelector(`[data-do=${name}]`);
    const parts = L.featureGroup().addTo(map);
    const earlier = []; // texts to go back to
    let text = field.value;

    for (const layer of around.getLayers()) {
      layer.bindTooltip(String(layer.feature.properties.number), {
        permanent: true,
        direction: "center",
        className: "district-number",
      });
    }

    const corners = () => {
      const count = parts.getLayers().reduce((sum, part) => sum + part.getLatLngs().flat().length, 0);
      const visible = count <= FEW_CORNERS || map.getZoom() >= CORNERS_FROM_ZOOM;
      for (const part of parts.getLayers()) {
        if (visible) part.editing.enable();
        else part.editing.disable();
      }
    };

    const add = (latlngs) => {
      const part = L.polygon(latlngs, MINE).addTo(parts);
      part.on("edit", write);
    };

    // Points that nobody moved keep every digit, or they would no longer fit the neighbours'.
    const geometry = () => {
      const areas = parts.getLayers().map((part) => part.toGeoJSON(false).geometry.coordinates);
      if (areas.length === 0) return "";
      return JSON.stringify(
        areas.length === 1 ? { type: "Polygon", coordinates: areas[0] } : { type: "MultiPolygon", coordinates: areas },
      );
    };

    function write() {
      earlier.push(text);
      text = geometry();
      field.value = text;
      tool("undo").disabled = false;
    }

    const read = () => {
      for (const part of parts.getLayers()) part.editing.disable();
      parts.clearLayers();
      try {
        const { type, coordinates } = JSON.parse(field.value);
        const areas = type === "MultiPolygon" ? coordinates : [coordinates];
        for (const area of areas) add(L.GeoJSON.coordsToLatLngs(area, 1));
      } catch {
        // Not GeoJSON yet: the server says what is wrong with it.
      }
      text = field.value;
      corners();
    };

    Object.assign(L.drawLocal.draw.handlers.polygon.tooltip, {
      start: config.texts.start,
      cont: config.texts.continue,
      end: config.texts.finish,
    });
    L.drawLocal.draw.handlers.polyline.error = config.texts.crossing;

    const drawing = new L.Draw.Polygon(map, { allowIntersection: false, shapeOptions: MINE });
    tool("draw").addEventListener("click", () => drawing.enable());
    map.on(L.Draw.Event.CREATED, ({ layer }) => {
      add(layer.getLatLngs());
      write();
      corners();
    });
    tool("undo").addEventListener("click", () => {
      field.value = earlier.pop();
      tool("undo").disabled = earlier.length === 0;
      read();
    });
    field.addEventListener("change", () => {
      earlier.push(text);
      tool("undo").disabled = false;
      read();
    });
    map.on("zoomend", corners);

    read();
  }
});
