// A place by a pin on the map, or by where the phone is. Nothing is loaded before a button is pressed, and nothing is
// sent before the form is; only our own server is asked in which district the point lies.

const CITY = [49.7475, 13.3776]; // lat, lon: náměstí Republiky
const ROUGH_M = 250; // a worse fix may well be in another district
const PROBLEMS = { 1: "denied" };

for (const box of document.querySelectorAll("[data-pin]")) enhance(box);

function enhance(box) {
  const texts = box.dataset;
  const [lat, lon] = ["lat", "lon"].map((name) => box.querySelector(`[name=${name}]`));
  const pinned = box.querySelector("[data-pinned]");
  const where = pinned.querySelector("[data-where]");
  const remove = pinned.querySelector("button");
  const drop = pinned.querySelector("[name=drop_point]");
  const tools = box.querySelector(".pin-tools");
  const status = box.querySelector("[data-pin-status]");
  const open = box.querySelector("[data-open-map]");
  const locate = box.querySelector("[data-locate]");
  let map = null;
  let marker = null;

  tools.hidden = false;
  remove.hidden = false;
  drop.closest("label").hidden = true;
  locate.hidden = !("geolocation" in navigator && isSecureContext);
  // The browser may have given back what was chosen before.
  if (lat.value && lon.value && pinned.hidden) choose({ lat: Number(lat.value), lng: Number(lon.value) });

  remove.addEventListener("click", () => {
    lat.value = lon.value = "";
    pinned.hidden = true;
    marker?.remove();
    marker = null;
    status.textContent = "";
    box.querySelector("[name=place]").focus();
  });

  open.addEventListener("click", async () => {
    open.disabled = true;
    status.textContent = texts.wait;
    try {
      const [districts] = await Promise.all([
        fetchJson(texts.districts),
        loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: texts.leafletCss })),
        loaded(Object.assign(document.createElement("script"), { src: texts.leaflet })),
      ]);
      status.textContent = "";
      show(districts);
      open.hidden = true;
    } catch {
      status.textContent = texts.failed;
    }
    open.disabled = false;
  });

  locate.addEventListener("click", () => {
    locate.disabled = true;
    status.textContent = texts.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        locate.disabled = false;
        status.textContent = "";
        const point = { lat: coords.latitude, lng: coords.longitude };
        map?.setView(point, 17);
        choose(point, coords.accuracy > ROUGH_M ? texts.rough.replace("{n}", Math.round(coords.accuracy)) : "");
      },
      ({ code }) => {
        locate.disabled = false;
        status.textContent = texts[PROBLEMS[code] ?? "unavailable"];
      },
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 },
    );
  });
  addEventListener("pageshow", () => (locate.disabled = open.disabled = false));

  function show(districts) {
    const { L } = window;
    const frame = document.createElement("div");
    const figure = document.createElement("div");
    const middle = document.createElement("button");
    figure.className = "map";
    frame.className = "detailed";
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", texts.label);
    middle.type = "button";
    middle.className = "secondary";
    middle.textContent = texts.middle;
    figure.append(frame, middle);
    open.before(figure);

    map = L.map(frame, { center: CITY, zoom: 13, minZoom: 10, maxZoom: 18, zoomControl: false, zoomSnap: 0.25 });
    map.attributionControl.setPrefix("Leaflet");
    L.control.zoom({ zoomInTitle: texts.in, zoomOutTitle: texts.out }).addTo(map);
    L.tileLayer(texts.tiles, { attribution: escaped(texts.credit) })
      .on("tileerror", () => (status.textContent = texts.tilesFailed))
      .addTo(map);
    const areas = L.geoJSON(districts, { interactive: false, style: { className: "area outline" } }).addTo(map);
    if (lat.value && lon.value) {
      const point = { lat: Number(lat.value), lng: Number(lon.value) };
      map.setView(point, 16);
      mark(point);
    } else if (areas.getBounds().isValid()) {
      map.fitBounds(areas.getBounds());
    }
    map.on("click", ({ latlng }) => choose(latlng));
    middle.addEventListener("click", () => choose(map.getCenter())); // by keyboard: the arrows move the map
    frame.focus({ preventScroll: true });
  }

  async function choose(point, warning = "") {
    lat.value = point.lat.toFixed(6);
    lon.value = point.lng.toFixed(6);
    pinned.hidden = false;
    drop.checked = false;
    if (map) mark(point);
    where.textContent = "";
    const name = await district(lat.value, lon.value);
    where.textContent = name;
    status.textContent = [texts.announce.replace("{where}", name), warning].filter(Boolean).join(" ");
  }

  async function district(atLat, atLon) {
    try {
      const { district } = await fetchJson(`${texts.lookup}?${new URLSearchParams({ lat: atLat, lon: atLon })}`);
      if (!district) return texts.outside;
      const { number, name } = district; // "Okrsek 7" says its number by itself
      return name.endsWith(` ${number}`) ? name : `${texts.district.replace("{n}", number)} ${name}`;
    } catch {
      return texts.somewhere;
    }
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

function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

async function fetchJson(url) {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function loaded(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => {
      element.remove(); // so that the next try loads it anew
      reject(new Error("not loaded"));
    });
    document.head.append(element);
  });
}
