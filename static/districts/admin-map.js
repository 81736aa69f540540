// What the maps of the admin share: a Leaflet map with the base map and translated controls.
"use strict";

window.portalMap = (wrapper, config) => {
  wrapper.hidden = false;
  const map = L.map(wrapper.querySelector(".map"), {
    center: config.center,
    zoom: config.zoom,
    minZoom: config.minZoom,
    maxZoom: config.maxZoom,
    zoomControl: false,
  });
  L.control.zoom({ zoomInTitle: config.texts.zoomIn, zoomOutTitle: config.texts.zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false);
  L.tileLayer(config.tiles, { attribution: config.credit, maxZoom: config.maxZoom }).addTo(map);
  return map;
};
