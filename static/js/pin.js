// A place by a pin on the map, or by where the phone is. Nothing is loaded before a button is pressed, and nothing is
// sent before the form is; only our own server is asked in which district the point lies.

import { fetchJson, loadMap, openMap } from "./basemap.js";
import { locate } from "./where.js";

export default function enhance(box) {
  const texts = box.dataset;
  const [lat, lon] = ["lat", "lon"].map((name) => box.querySelector(`[name=${name}]`));
  const pinned = box.querySelector("[data-pinned]");
  const where = pinned.querySelector("[data-where]");
  const drop = pinned.querySelector("[name=drop_point]");
  const status = box.querySelector("[data-status]");
  const open = box.querySelector("[data-open-map]");
  const here = box.querySelector("[data-locate]");
  let map = null;
  let marker = null;

  // The browser may have given back what was chosen before.
  if (lat.value && lon.value && pinned.hidden) choose({ lat: Number(lat.value), lng: Number(lon.value) });

  drop.addEventListener("change", () => {
    if (drop.checked) unmark();
    else if (map) mark({ lat: Number(lat.value), lng: Number(lon.value) });
  });

  open.addEventListener("click", async () => {
    open.disabled = true;
    status.textContent = open.dataset.wait;
    try {
      const [districts] = await loadMap(texts, texts.districts);
      status.textContent = "";
      show(districts);
      open.hidden = true;
    } catch {
      status.textContent = open.dataset.failed;
    }
    open.disabled = false;
  });

  here.addEventListener("click", async () => {
    here.disabled = true;
    status.textContent = here.dataset.wait;
    const { point, said } = await locate(texts);
    here.disabled = false;
    status.textContent = point ? "" : said;
    if (!point) return;
    map?.setView(point, 17);
    choose(point, said);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    here.disabled = false;
    open.disabled = false;
  });

  function show(districts) {
    const { L } = window;
    const figure = document.createElement("div");
    const middle = document.createElement("button");
    figure.className = "map";
    middle.type = "button";
    middle.className = "secondary";
    middle.textContent = texts.middle;
    figure.append(middle);
    open.before(figure);

    map = openMap(texts, middle);
    const areas = L.geoJSON(districts, { interactive: false, style: { className: "area outline" } }).addTo(map);
    if (lat.value && lon.value && !drop.checked) {
      const point = { lat: Number(lat.value), lng: Number(lon.value) };
      map.setView(point, 16);
      mark(point);
    } else if (areas.getBounds().isValid()) {
      map.fitBounds(areas.getBounds());
    }
    map.on("click", ({ latlng }) => choose(latlng));
    middle.addEventListener("click", () => choose(map.getCenter())); // by keyboard: the arrows move the map
    map.getContainer().focus({ preventScroll: true });
  }

  async function choose(point, warning = "") {
    const [atLat, atLon] = [point.lat.toFixed(6), point.lng.toFixed(6)];
    lat.value = atLat;
    lon.value = atLon;
    pinned.hidden = false;
    drop.checked = false;
    if (map) mark(point);
    where.textContent = "";
    const name = await nameOf(atLat, atLon);
    if (lat.value !== atLat || lon.value !== atLon) return; // it has been put elsewhere meanwhile
    where.textContent = name;
    if (drop.checked) return;
    status.textContent = [texts.announce.replace("{where}", name), warning].filter(Boolean).join(" ");
  }

  async function nameOf(atLat, atLon) {
    try {
      const { district } = await fetchJson(`${texts.lookup}?${new URLSearchParams({ lat: atLat, lon: atLon })}`);
      if (!district) return texts.outside;
      const { number, name } = district; // "Okrsek 7" says its number by itself
      return name.endsWith(` ${number}`) ? name : `${texts.district.replace("{n}", number)} ${name}`;
    } catch {
      return texts.somewhere;
    }
  }

  function unmark() {
    marker?.remove();
    marker = null;
  }

  function mark(point) {
    const { L } = window;
    if (marker) {
      marker.setLatLng(point);
      return;
    }
    const icon = L.divIcon({ className: "pin-mark", iconSize: [28, 28], iconAnchor: [14, 28] });
    marker = L.marker(point, { icon, draggable: true, keyboard: false }).addTo(map);
    marker.on("dragend", () => choose(marker.getLatLng()));
  }
}
