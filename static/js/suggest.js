// Suggestions while typing: an editable combobox with a list box (the ARIA Authoring Practices pattern) put upon a form
// that works without it. Enter with nothing chosen submits what was typed.

const PAUSE_MS = 150; // after the last key
const LEAST = 2; // characters worth asking about
const LIMIT = 8;

export default function enhance(combo) {
  const input = combo.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let stale = false; // typing has gone on since the list was made
  let timer = 0;
  let request = null;

  list.id = `${input.id}-options`;
  list.className = "options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", combo.dataset.label);
  status.className = "out";
  status.setAttribute("role", "status");
  combo.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  // Two lists would lie over each other; but a page left so would come back without what was typed.
  function alone() {
    input.autocomplete = "off";
  }
  alone();
  addEventListener("pageshow", alone);
  addEventListener("pagehide", () => input.removeAttribute("autocomplete"));

  function stop() {
    clearTimeout(timer);
    request?.abort();
    request = null;
  }

  function close() {
    stop();
    status.textContent = "";
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function show(suggestions) {
    options = suggestions;
    stale = false;
    list.replaceChildren(
      ...suggestions.map(({ label }, position) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${position}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = label;
        return option;
      }),
    );
    list.hidden = !options.length;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
    status.textContent = options.length ? combo.dataset.count.replace("{n}", options.length) : combo.dataset.none;
  }

  function choose(position) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = position;
    const option = list.children[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function submit(position) {
    input.value = options[position].q;
    close();
    if (!("fill" in combo.dataset)) input.form.requestSubmit(); // there it is one of several fields
  }

  async function ask() {
    const q = input.value.trim();
    stop(); // asked now, so not once more for the last key
    if (q.length < LEAST) return close();
    const mine = new AbortController();
    request = mine;
    try {
      const answer = await fetch(`${combo.dataset.suggest}?${new URLSearchParams({ q, limit: LIMIT })}`, {
        signal: mine.signal,
        credentials: "omit",
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const { suggestions } = await answer.json();
      if (mine !== request) return;
      request = null;
      if (document.activeElement === input) show(suggestions);
    } catch {
      // The form works without suggestions, so nobody is bothered with what went wrong.
      if (mine === request) close();
    }
  }

  input.addEventListener("input", () => {
    choose(-1); // what was chosen belongs to the text before
    stale = true;
    stop();
    timer = setTimeout(ask, PAUSE_MS);
  });

  // What keys do; `open` says whether there are suggestions for the text as it is.
  const keys = {
    ArrowDown(event, open) {
      event.preventDefault();
      if (open) choose(active < options.length - 1 ? active + 1 : -1);
      else if (!request) ask(); // what is under way is for the same text
    },
    ArrowUp(event, open) {
      event.preventDefault();
      if (open) choose(active < 0 ? options.length - 1 : active - 1);
    },
    // They move the caret, as everywhere; what was chosen is let go.
    Home: (_event, open) => open && choose(-1),
    End: (_event, open) => open && choose(-1),
    Enter(event, open) {
      if (open && active >= 0) {
        event.preventDefault();
        submit(active);
      } else {
        close();
      }
    },
    Escape(event) {
      if (!list.hidden) event.preventDefault();
      close();
    },
    Tab: close,
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    keys[event.key]?.(event, !list.hidden && !stale);
  });

  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);

  // A press must not take the focus from the field, or the list would close before the click comes.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const position = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (position >= 0) submit(position);
  });

  if (document.activeElement === input && input.value !== input.defaultValue) ask(); // typed before this came
}
