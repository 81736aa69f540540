// Comforts of the forms of the infoschránka: focus on the errors, a counter, one submission at a time. All work without.

document.querySelector("#problems, #added")?.focus();

for (const area of document.querySelectorAll("textarea[data-most]")) count(area);
for (const form of document.querySelectorAll("form[data-write]")) sendOnce(form);

function count(area) {
  const most = Number(area.dataset.most);
  const left = document.createElement("p");
  const spoken = document.createElement("p");
  let timer = 0;
  left.className = "hint count";
  left.setAttribute("aria-hidden", "true"); // it changes with each key; the other one is read after a pause
  spoken.className = "out";
  spoken.setAttribute("role", "status");
  area.after(left, spoken);

  function said() {
    const rest = most - area.value.length; // as on the server, a line end is one character
    const text = rest < 0 ? area.dataset.over : area.dataset.left;
    left.classList.toggle("over", rest < 0);
    return { rest, text: text.replace("{n}", Math.abs(rest).toLocaleString("cs")) };
  }

  function show() {
    left.textContent = said().text;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { rest, text } = said();
      spoken.textContent = rest < 200 ? text : "";
    }, 1000);
  }

  area.addEventListener("input", show);
  addEventListener("pageshow", () => (left.textContent = said().text));
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
    status.textContent = form.dataset.sending;
  });

  // The page may come back from the browser's memory, or the sending was stopped.
  function again() {
    busy = false;
    form.classList.remove("busy");
    status.textContent = "";
  }
  addEventListener("pageshow", again);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") again();
  });
}
