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

  const page = document.querySelector("[data-reply]");
  for (const button of document.querySelectorAll("[value$='.insert']")) {
    button.addEventListener("click", (event) => {
      if (!page || button.dataset.failed) return;
      event.preventDefault();
      putIn(button).catch(() => {
        button.dataset.failed = "yes"; // the server puts it in, with the whole page
        button.click();
      });
    });
  }

  async function putIn(button) {
    const { saved, text } = button.form.elements;
    if (!saved.value) return;
    const asked = new URLSearchParams({ form: button.value.split(".")[0], saved: saved.value });
    const response = await fetch(`${page.dataset.reply}?${asked}`);
    if (!response.ok) throw new Error(response.status);
    const filled = await response.json();
    const inCzech = button.form.querySelector(".in-czech");
    if (inCzech) {
      inCzech.hidden = !filled.czech;
      inCzech.querySelector("p").textContent = filled.czech;
    }
    text.value = [text.value.trim(), filled.text].filter(Boolean).join("\n\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    // What could not be filled in is marked, to be typed over.
    const left = /\{[^{}\n]*[^{}\s][^{}\n]*\}/.exec(text.value);
    if (left) text.setSelectionRange(left.index, left.index + left[0].length);
  }
});
