// "Use my location": leads to what is at the place of the device.

import { locate } from "./where.js";

export default function enhance(box) {
  const button = box.querySelector("button");
  const status = box.querySelector("[data-status]");

  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = button.dataset.wait;
    const { point, said } = await locate(box.dataset);
    if (point && !said) {
      location.assign(address(point));
      return;
    }
    button.disabled = false;
    status.textContent = said;
    if (!point) return;
    const link = document.createElement("a");
    link.href = address(point);
    link.textContent = box.dataset.anyway;
    status.append(" ", link);
  });

  // The page may come back from the browser's memory with the button still waiting.
  addEventListener("pageshow", ({ persisted }) => persisted && reset());

  function reset() {
    button.disabled = false;
    status.textContent = "";
  }

  function address({ lat, lng }) {
    return `${box.dataset.location}?${new URLSearchParams({ lat: lat.toFixed(6), lon: lng.toFixed(6) })}`;
  }
}
