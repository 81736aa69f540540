// The inbox by keyboard (j and k in the list), and saved replies put in without loading the page. All works without it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const rows = [...document.querySelectorAll(".inbox .row")];
  document.querySelector(".inbox .rows")?.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = rows.indexOf(event.target.closest(".row")) + step;
    rows[Math.min(Math.max(next, 0), rows.length - 1)].querySelector("h2 a").focus();
    event.preventDefault();
  });

  for (const button of document.querySelectorAll("[value$='.insert']")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      putIn(button.form);
    });
  }

  function putIn(form) {
    const chosen = form.elements.saved.value;
    const kept = (name) => [...form.querySelectorAll("template")].find((each) => each.dataset[name] === chosen);
    const saved = kept("saved");
    if (!saved) return;
    const inCzech = form.querySelector(".in-czech");
    if (inCzech) {
      const czech = kept("czech");
      inCzech.hidden = !czech;
      inCzech.querySelector("p").textContent = czech ? czech.content.textContent : "";
    }
    const text = form.elements.text;
    text.value = [text.value.trim(), saved.content.textContent].filter(Boolean).join("\n\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    // What could not be filled in is marked, to be typed over.
    const left = /\{[^{}\n]*[^{}\s][^{}\n]*\}/.exec(text.value);
    if (left) text.setSelectionRange(left.index, left.index + left[0].length);
  }
});
