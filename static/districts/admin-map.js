// What the maps of the admin share: a Leaflet map with the base map and translated controls.
"use strict";

window.portalMap = (wrapper, config, bounds) => {
  wrapper.hidden = false;
  const map = L.map(wrapper.querySelector(".map"), {
    minZoom: config.minZoom,
    maxZoom: config.maxZoom,
    zoomControl: false,
  });
  L.control.zoom({ zoomInTitle: config.texts.zoomIn, zoomOutTitle: config.texts.zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false);
  // The view comes before the base map, so that no tiles are fetched in vain.
  if (bounds?.isValid()) map.fitBounds(bounds, { padding: [20, 20], maxZoom: 16 });
  else map.setView(config.center, config.zoom);
  L.tileLayer(config.tiles, { attribution: config.credit, maxZoom: config.maxZoom }).addTo(map);
  return map;
};
