// Leaving a page at once. The link works without this; with it, the way back does not lead here again.

const WITHIN_MS = 1000; // between two presses of Esc

export default function enhance(box) {
  const link = box.querySelector("a");
  let pressed = -Infinity;

  function leave() {
    document.documentElement.hidden = true; // nothing is seen while the other page is loading
    location.replace(link.href);
  }

  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - pressed < WITHIN_MS) leave();
    pressed = event.timeStamp;
  });
}
