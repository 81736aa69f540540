// Comforts of the forms of the infoschránka, which work without: a counter, and one submission at a time.

export default function enhance(form) {
  for (const area of form.querySelectorAll("textarea[data-most]")) count(area);
  sendOnce(form);
}

function count(area) {
  const most = Number(area.dataset.most);
  const left = area.parentElement.querySelector(".count");
  const spoken = document.createElement("p");
  let timer = 0;
  spoken.className = "out"; // the other one changes with each key, this one is read after a pause
  spoken.setAttribute("role", "status");
  left.after(spoken);

  function said() {
    const rest = most - area.value.length; // as on the server, a line end is one character
    const text = rest < 0 ? area.dataset.over : area.dataset.left;
    left.classList.toggle("over", rest < 0);
    return { rest, text: text.replace("{n}", Math.abs(rest).toLocaleString(document.documentElement.lang)) };
  }

  function update() {
    left.textContent = said().text;
  }

  function show() {
    update();
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { rest, text } = said();
      spoken.textContent = rest < 200 ? text : "";
    }, 1000);
  }

  area.addEventListener("input", show);
  update();
  addEventListener("pageshow", update);
}

function sendOnce(form) {
  const status = form.querySelector("[data-busy]");
  let busy = false;

  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      return;
    }
    busy = true;
    form.classList.add("busy");
    if (event.submitter?.value !== "edit") status.textContent = form.dataset.sending; // that one goes back to the form
  });

  // The page may come back from the browser's memory, or the sending was stopped.
  function again() {
    busy = false;
    form.classList.remove("busy");
    status.textContent = "";
  }
  addEventListener("pageshow", ({ persisted }) => persisted && again());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") again();
  });
}
