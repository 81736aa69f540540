/* Five minutes before a session ends the page says so and can prolong it; afterwards it says that it is over, until its
   owner has signed in again on another tab. The server counts the seconds, so the device's clock need not be right: of
   it only differences are used, as timers stand still while a device sleeps. */
const notice = document.querySelector("form.session");

if (notice) {
  const WARNED_S = 300; // as in bezpecna_plzen/admin/session_notice.py
  const FIRST_MS = 20000; // whoever only passes by asks nothing
  const AGAIN_MS = 30000; // while the end is near, as another tab may have prolonged it
  const LOOK_MS = 5000;
  const ASLEEP_MS = 90000; // between two looks of a page in the background it is a minute

  const [button, link] = [notice.querySelector("button"), notice.querySelector("a")];
  const [said, more] = [notice.querySelector("strong"), notice.querySelector(".more")];
  const stays = document.querySelector("[data-session-stays]");
  let due = Date.now() + FIRST_MS;
  let looked = Date.now();
  let asked = Promise.resolve();
  let before = null; // where the focus was

  // One after the other, so that an older answer never takes the place of a newer one.
  function ask(address, method) {
    due = Date.now() + AGAIN_MS;
    asked = asked.then(() => send(address, method));
    return asked;
  }

  /** Whether the portal took it. */
  async function send(address, method) {
    try {
      const headers = { "X-CSRFToken": notice.elements.csrfmiddlewaretoken.value };
      const response = await fetch(address, { method, headers, cache: "no-store" });
      if (response.status === 401) show(notice.dataset.over, notice.dataset.overMore, link);
      else if (response.ok) heed(await response.json());
      return response.ok;
    } catch {
      return false; // the portal does not answer now; it is asked again
    }
  }

  const look = () => ask(notice.dataset.session, "GET");

  function heed(answer) {
    if (String(answer.user) !== notice.dataset.user) {
      show(notice.dataset.other, notice.dataset.otherMore);
      return;
    }
    // Signing in on another tab has made those of this page worthless.
    for (const field of document.querySelectorAll("[name='csrfmiddlewaretoken']")) field.value = answer.token;
    if (answer.said) show(answer.said, answer.more, answer.prolongs ? button : null);
    else hide();
    const near = Math.min(AGAIN_MS, Math.max(1, answer.left) * 1000);
    due = Date.now() + (answer.left > WARNED_S ? (answer.left - WARNED_S) * 1000 : near);
  }

  function show(words, advice, offered) {
    notice.hidden = false;
    stays.textContent = "";
    for (const each of [button, link]) each.hidden = each !== offered;
    if (said.textContent !== words) said.textContent = words;
    if (more.textContent !== advice) more.textContent = advice;
  }

  function hide() {
    if (notice.hidden) return;
    const held = notice.contains(document.activeElement);
    notice.hidden = true;
    said.textContent = "";
    stays.textContent = notice.dataset.stays;
    if (held) before?.focus();
  }

  notice.addEventListener("focusin", (event) => {
    if (!notice.contains(event.relatedTarget)) before = event.relatedTarget;
  });
  notice.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await ask(notice.action, "POST")) return;
    if ((await look()) && !button.hidden) ask(notice.action, "POST"); // the page was from before signing in again
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
  document.addEventListener("refused", look); // other scripts of the page say so
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
  });
  setInterval(() => {
    const now = Date.now();
    const slept = Math.abs(now - looked) > ASLEEP_MS;
    looked = now;
    if (now >= due || slept) look();
  }, LOOK_MS);
}
