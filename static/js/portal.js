// The only script of a first view. The others come when they are needed: the one that an element names in data-module
// at once, or, with data-when="used", when something in it gets the focus or is pressed. A press that was too early for
// its module is carried out as soon as that is there; if it does not come, the button says what to do instead.

const MODULES = {
  leave: () => import("./leave.js"),
  location: () => import("./location.js"),
  map: () => import("./map.js"),
  photos: () => import("./photos.js"),
  pin: () => import("./pin.js"),
  receipt: () => import("./receipt.js"),
  suggest: () => import("./suggest.js"),
  write: () => import("./write.js"),
};
const arriving = new Map(); // of an element: the promise of whether its module has taken over
const taken = new Set(); // elements that belong to their modules now
const pressed = new Map(); // of an element: its button that was pressed too early

for (const element of document.querySelectorAll("[data-module]")) {
  if (element.dataset.when === "used") element.classList.add("ready");
  else begin(element);
}
for (const kind of ["focusin", "input", "click"]) document.addEventListener(kind, use, true);
use({ type: "focusin", target: document.activeElement });
useGivenBack();
addEventListener("pageshow", useGivenBack);

function begin(element) {
  if (!arriving.has(element)) arriving.set(element, load(element));
  return arriving.get(element);
}

async function load(element) {
  const module = await MODULES[element.dataset.module]().catch(() => null);
  if (!module) {
    arriving.delete(element); // with data-when="used" the next use tries it anew
    return false;
  }
  module.default(element);
  taken.add(element);
  element.classList.add("ready");
  return true;
}

async function use({ type, target }) {
  const control = target.closest?.("button, input, select, textarea");
  const element = control?.closest("[data-module]");
  if (element?.dataset.when !== "used" || taken.has(element)) return;
  const early = type === "click" && control.matches("button[type=button]");
  if (early && pressed.has(element)) return;
  const status = element.querySelector("[data-status]");
  if (early) {
    pressed.set(element, control);
    status.textContent = control.dataset.wait;
  }
  const came = await begin(element);
  if (!early) return;
  pressed.delete(element);
  status.textContent = came ? "" : control.dataset.failed;
  if (came) control.click();
}

// On the way back a browser fills in files and hidden fields too; what they hold is then shown by their modules.
function useGivenBack() {
  for (const input of document.querySelectorAll("[data-when=used] input")) {
    if (input.files?.length || (input.value && input.matches("[hidden] [type=hidden]"))) {
      use({ type: "focusin", target: input });
    }
  }
}
