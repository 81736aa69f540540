// "Use my location": asks the device only after the button is pressed, and says in words what went wrong.

const ROUGH_M = 250; // a worse fix may well be in another district
const PROBLEMS = { 1: "denied", 2: "unavailable", 3: "timeout" };

export default function enhance(box) {
  const button = box.querySelector("button");
  const status = box.querySelector("[data-status]");

  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = button.dataset.wait;
    navigator.geolocation.getCurrentPosition(arrived, failed, {
      enableHighAccuracy: true,
      timeout: 12_000,
      maximumAge: 60_000,
    });
  });

  // The page may come back from the browser's memory with the button still waiting.
  addEventListener("pageshow", ({ persisted }) => persisted && reset());

  function reset() {
    button.disabled = false;
    status.textContent = "";
  }

  function arrived({ coords }) {
    const point = new URLSearchParams({ lat: coords.latitude.toFixed(6), lon: coords.longitude.toFixed(6) });
    const address = `${box.dataset.location}?${point}`;
    if (coords.accuracy <= ROUGH_M) {
      location.assign(address);
      return;
    }
    const link = document.createElement("a");
    link.href = address;
    link.textContent = box.dataset.anyway;
    button.disabled = false;
    status.replaceChildren(`${box.dataset.rough.replace("{n}", Math.round(coords.accuracy))} `, link);
  }

  function failed(error) {
    button.disabled = false;
    status.textContent = box.dataset[PROBLEMS[error.code] ?? "unavailable"];
  }
}
