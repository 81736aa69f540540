// The inbox by keyboard (j, k), and saved replies put in without loading the page. Everything works without it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const links = [...document.querySelectorAll(".inbox .row h2 a")];
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !links.length) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const now = links.indexOf(document.activeElement);
    links[Math.min(Math.max(now + step, 0), links.length - 1)].focus();
    event.preventDefault();
  });

  const answer = document.querySelector("form.answer");
  answer?.querySelector("[value='answer.insert']")?.addEventListener("click", (event) => {
    const chosen = answer.elements.saved.value;
    const saved = [...answer.querySelectorAll("template")].find((each) => each.dataset.saved === chosen);
    event.preventDefault();
    if (!saved) return;
    const text = answer.elements.text;
    text.value = [text.value.trim(), saved.content.textContent].filter(Boolean).join("\n\n");
    text.focus();
  });
});
