// What the maps share: Leaflet, which is loaded when the first one is opened, and the base map under the city.

const CITY = [49.7475, 13.3776]; // lat, lon: náměstí Republiky

// What JSON there is at some addresses, when Leaflet has come too; an error when anything is missing.
export async function loadMap({ leaflet, leafletCss }, ...addresses) {
  const [answers] = await Promise.all([
    Promise.all(addresses.map(fetchJson)),
    loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: leafletCss })),
    loaded(Object.assign(document.createElement("script"), { src: leaflet })),
  ]);
  return answers;
}

// A map of the city in front of an element; it says itself when there is no base map.
export function openMap(texts, next) {
  const { L } = window;
  const frame = document.createElement("div");
  const apology = document.createElement("p");
  frame.className = "detailed";
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", texts.label);
  apology.setAttribute("role", "status");
  next.before(frame, apology);

  const apologize = (words) => {
    apology.textContent = words;
  };
  const map = L.map(frame, { center: CITY, zoom: 12, minZoom: 10, maxZoom: 18, zoomControl: false, zoomSnap: 0.25 });
  map.attributionControl.setPrefix("Leaflet");
  L.control.zoom({ zoomInTitle: texts.in, zoomOutTitle: texts.out }).addTo(map);
  L.tileLayer(texts.tiles, { attribution: escaped(texts.credit) })
    .on("tileerror", () => apologize(texts.tilesFailed))
    .on("tileload", () => apologize(""))
    .addTo(map);
  return map;
}

export function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

export async function fetchJson(url) {
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
