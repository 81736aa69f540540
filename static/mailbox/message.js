// The open page of a message: what is being typed is kept on the server, and it says who else has the message open and
// what came since. Without this, a text is kept each time that its form is sent.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const PAUSE_MS = 3000; // of typing, at most: what is lost when the browser dies is younger
  const AGAIN_MS = 5000; // after a failure
  const BEAT_MS = 30000; // as in mailbox/presence.py
  const page = document.querySelector("[data-present]");
  const token = document.querySelector("[name='csrfmiddlewaretoken']");
  if (!page || !token) return;

  function ask(address, fields) {
    const headers = { "X-CSRFToken": token.value }; // another one when somebody has signed in again meanwhile
    const body = new FormData(); // encoded for an address, a long text would be more than may outlive its page
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return fetch(address, { method: "POST", body, headers, keepalive: true });
  }

  function sayLeft() {
    return new URLSearchParams({ left: 1, csrfmiddlewaretoken: token.value });
  }

  function keepDraft(box) {
    const form = box.closest("form");
    const { text, version } = form.elements;
    const status = box.querySelector(".kept");
    const other = box.querySelector(".other");
    let kept = text.defaultValue;
    let timer = 0;
    let leaving = false;

    function later(pause) {
      timer ||= setTimeout(save, pause);
    }

    async function save() {
      clearTimeout(timer);
      timer = 0;
      if (leaving || !other.hidden || text.value === kept) return;
      try {
        await send(text.value);
      } catch {
        status.textContent = box.dataset.failed;
      }
      if (text.value !== kept) later(AGAIN_MS);
    }

    const refusals = { 401: box.dataset.signedOut, 403: box.dataset.signedOut, 404: box.dataset.gone };

    async function send(typed) {
      const response = await ask(page.dataset.draft, { kind: box.dataset.draft, text: typed, version: version.value });
      if (response.status in refusals) {
        status.textContent = refusals[response.status];
        if (response.status !== 404) document.dispatchEvent(new Event("refused")); // static/js/session.js says what to do
        return;
      }
      if (!response.ok && response.status !== 409) throw new Error(response.status);
      const answer = await response.json();
      if (response.status === 409) {
        show(answer);
      } else {
        [kept, version.value, status.textContent] = [typed, answer.version, answer.said];
      }
    }

    // Another page went on with the same text: whoever wrote both chooses.
    function show(answer) {
      other.querySelector("p").textContent = answer.said;
      other.querySelector("blockquote").textContent = answer.text;
      status.textContent = "";
      version.value = answer.version;
      other.hidden = false;
    }

    for (const button of other.querySelectorAll("button")) button.hidden = false;
    other.querySelector("[data-take]").addEventListener("click", () => {
      text.value = other.querySelector("blockquote").textContent;
      kept = text.value;
      other.hidden = true;
      text.focus();
    });
    other.querySelector("[data-stay]").addEventListener("click", () => {
      other.hidden = true;
      text.focus();
      kept = null;
      save();
    });
    text.addEventListener("input", () => later(PAUSE_MS));
    if (text.value !== kept) later(PAUSE_MS); // the browser has put back what was typed before
    form.addEventListener("submit", () => {
      leaving = true; // whatever it does keeps the text, or has no use for it any more
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save();
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) leaving = false;
    });
  }

  async function beat() {
    if (document.visibilityState === "hidden") return;
    try {
      const response = await ask(page.dataset.present, { seen: page.dataset.seen });
      if (!response.ok) return;
      const answer = await response.json();
      say("others", answer.others);
      say("news", answer.news);
      page.querySelector(".again").hidden = !answer.news;
    } catch {} // the next one may get through
  }

  function say(name, words) {
    const place = page.querySelector(`[data-${name}]`);
    if (place.textContent !== words) place.textContent = words;
  }

  for (const box of document.querySelectorAll("form [data-draft]")) keepDraft(box);
  setTimeout(beat, PAUSE_MS); // after what the page before has said on leaving
  setInterval(beat, BEAT_MS);
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", () => navigator.sendBeacon(page.dataset.present, sayLeft()));
});
