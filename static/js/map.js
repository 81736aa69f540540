// Upgrades the drawn map to a detailed one. Nothing is loaded before the button is pressed; the drawn map stays in the
// page and comes back when loading fails.

import { escaped, loadMap, openMap } from "./basemap.js";

const DOUBLE_MS = 250; // from one click to the next

export default function enhance(figure) {
  const button = figure.querySelector("button");
  const status = figure.querySelector("[data-status]");
  const { districts, infoboxes } = figure.dataset;

  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = button.dataset.wait;
    try {
      const loaded = await loadMap(figure.dataset, ...[districts, infoboxes].filter(Boolean));
      status.textContent = "";
      show(figure, ...loaded);
      button.hidden = true;
    } catch {
      status.textContent = button.dataset.failed;
    }
    button.disabled = false;
  });
}

function show(figure, districts, boxes) {
  const { L } = window;
  const texts = figure.dataset;
  const status = figure.querySelector("[data-status]");
  const drawn = figure.querySelector("svg");
  const map = openMap(texts, drawn);
  const box = map.getContainer();
  drawn.toggleAttribute("hidden", true);

  // Colours are those of the drawn map, district by district.
  const shade = (number) =>
    figure
      .querySelector(`svg [data-number="${number}"]`)
      ?.getAttribute("class")
      .match(/\bb\d\b/)?.[0] ?? "b0";
  const areas = L.geoJSON(districts, {
    interactive: !boxes, // under infoboxes they are the ground only
    style: ({ properties: { number } }) => ({
      className: `area ${shade(number)}${String(number) === texts.around ? " here" : ""}`,
    }),
    onEachFeature: ({ properties: { number, name, url } }, area) => {
      if (boxes) return;
      const title = name.endsWith(` ${number}`) ? name : `${number} ${name}`; // "Okrsek 7" says its number by itself
      area.bindTooltip(String(number), { permanent: true, direction: "center", className: "area-number" });
      area.on("mouseover", () => area.setTooltipContent(escaped(title)));
      area.on("mouseout", () => area.setTooltipContent(String(number)));
      area.on("add", () => makeLink(area, title, url));
    },
  }).addTo(map);
  const around = areas.getLayers().find(({ feature }) => String(feature.properties.number) === texts.around);
  const bounds = (around ?? areas).getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { animate: false }); // nothing to tap moves away under the finger
  if (boxes) addBoxes(L, map, figure, boxes);
  if (texts.lat) L.circleMarker([texts.lat, texts.lon], { radius: 8, className: "me", interactive: false }).addTo(map);

  // A place tells more than its district: whether a border is near.
  let leaving = 0;
  map.on("click", ({ latlng, originalEvent }) => {
    clearTimeout(leaving);
    const wait = originalEvent.pointerType === "touch" ? 0 : DOUBLE_MS; // two clicks of a mouse zoom
    leaving = setTimeout(() => location.assign(address(texts.find, latlng)), wait);
  });
  map.on("dblclick", () => clearTimeout(leaving));
  if ("geolocation" in navigator && isSecureContext) addLocation(L, map, texts, status);
  box.scrollIntoView({ block: "nearest" });
  box.focus({ preventScroll: true });
}

// The links of the drawn map are hidden now; those who do not use a mouse have these instead.
function makeLink(area, title, url) {
  const path = area.getElement();
  path.setAttribute("tabindex", "0");
  path.setAttribute("role", "link");
  path.setAttribute("aria-label", title);
  path.addEventListener("keydown", (event) => {
    if (event.key === "Enter") location.assign(url);
  });
  path.addEventListener("click", (event) => {
    if (event.detail) return; // a mouse or a finger: the map knows which place
    event.stopPropagation(); // a screen reader clicks without one
    location.assign(url);
  });
}

// The number and the name, which tells the state too, are those of the drawn map.
function addBoxes(L, map, figure, boxes) {
  for (const { id, geometry, properties } of boxes.features) {
    const drawn = figure.querySelector(`svg a[data-box="${id}"]`);
    const label = drawn?.getAttribute("aria-label") ?? properties.name;
    const number = escaped(drawn?.querySelector("text").textContent ?? "");
    const icon = L.divIcon({
      className: `box-mark ${properties.state}`,
      html: number,
      iconSize: [28, 28],
      iconAnchor: [14, 28],
    });
    const [lon, lat] = geometry.coordinates;
    const mark = L.marker([lat, lon], { icon, title: label }).addTo(map);
    const element = mark.getElement();
    const follow = () => location.assign(new URL(properties.url).hash);
    element.setAttribute("role", "link");
    element.setAttribute("aria-label", label);
    element.addEventListener("keydown", (event) => event.key === "Enter" && follow());
    mark.on("click", follow);
  }
}

function addLocation(L, map, texts, status) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const button = L.DomUtil.create("button", "secondary where");
    button.type = "button";
    button.textContent = texts.where;
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", () => {
      status.textContent = "";
      map.locate({ setView: true, maxZoom: 16, enableHighAccuracy: true, timeout: 12_000 });
    });
    return button;
  };
  control.addTo(map);
  const me = L.layerGroup().addTo(map);
  map.on("locationfound", ({ latlng, accuracy }) => {
    const link = document.createElement("a");
    link.href = address(texts.find, latlng);
    link.textContent = texts.here;
    me.clearLayers();
    L.circle(latlng, { radius: accuracy, className: "around-me", interactive: false }).addTo(me);
    L.circleMarker(latlng, { radius: 8, className: "me", interactive: false }).addTo(me);
    status.replaceChildren(link);
  });
  map.on("locationerror", () => {
    status.textContent = texts.lost;
  });
}

function address(find, { lat, lng }) {
  return `${find}?${new URLSearchParams({ lat: lat.toFixed(6), lon: lng.toFixed(6) })}`;
}
