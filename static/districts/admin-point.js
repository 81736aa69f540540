// Sets the latitude and longitude of a form by tapping a map or dragging a mark.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const wrapper of document.querySelectorAll(".point-map")) {
    const lon = document.getElementById(wrapper.dataset.lon);
    const lat = document.getElementById(wrapper.dataset.lon.replace(/lon$/, "lat"));
    const isPlace = () => lat.value !== "" && lon.value !== "" && lat.checkValidity() && lon.checkValidity();
    const place = () => L.latLng(Number(lat.value), Number(lon.value));
    const config = JSON.parse(wrapper.querySelector("script").textContent);
    const map = window.portalMap(wrapper, config, isPlace() ? place().toBounds(300) : null);
    const icon = L.divIcon({ className: "point-mark", iconSize: [22, 22] });
    const mark = L.marker(map.getCenter(), { icon, draggable: true, keyboard: false });

    const show = () => {
      if (isPlace()) mark.setLatLng(place()).addTo(map);
      else mark.remove();
    };
    const set = (point) => {
      lat.value = point.lat.toFixed(6);
      lon.value = point.lng.toFixed(6);
      show();
    };

    map.on("click", (event) => set(event.latlng));
    mark.on("dragend", () => set(mark.getLatLng()));
    for (const field of [lat, lon]) field.addEventListener("change", show);
    show();
  }
});
