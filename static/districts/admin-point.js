// Sets the latitude and longitude of a form by tapping a map or dragging a mark.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const wrapper of document.querySelectorAll(".point-map")) {
    const lon = document.getElementById(wrapper.dataset.lon);
    const lat = document.getElementById(wrapper.dataset.lon.replace(/lon$/, "lat"));
    const map = window.portalMap(wrapper, JSON.parse(wrapper.querySelector("script").textContent));
    const icon = L.divIcon({ className: "point-mark", iconSize: [22, 22] });
    const mark = L.marker(map.getCenter(), { icon, draggable: true, keyboard: false });

    const show = () => {
      if (lat.value === "" || lon.value === "" || !lat.checkValidity() || !lon.checkValidity()) {
        mark.remove();
        return false;
      }
      mark.setLatLng([Number(lat.value), Number(lon.value)]).addTo(map);
      return true;
    };
    const set = (point) => {
      lat.value = point.lat.toFixed(6);
      lon.value = point.lng.toFixed(6);
      show();
    };

    map.on("click", (event) => set(event.latlng));
    mark.on("dragend", () => set(mark.getLatLng()));
    for (const field of [lat, lon]) field.addEventListener("change", show);
    if (show()) map.setView(mark.getLatLng(), 16);
  }
});
