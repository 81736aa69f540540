// The rich text editor in the words of the admin, and a question before changes are lost.
// Everything works without it: then the texts are written in HTML.
const say = window.gettext ?? ((text) => text);
// What the editor calls its buttons, and what we do.
const NAMES = {
  bold: "Bold",
  italic: "Italic",
  "unordered list": "Bulleted list",
  "ordered list": "Numbered list",
  "insert link": "Link",
  "remove link": "Remove the link",
  undo: "Undo",
  redo: "Redo",
  paragraph: "Paragraph",
  "heading 2": "Heading",
  "heading 3": "Smaller heading",
};
const named = (text) => (NAMES[text.toLowerCase()] ? say(NAMES[text.toLowerCase()]) : text);

function translate(editor) {
  for (const button of editor.querySelectorAll(".prose-menubar__button[aria-label]")) {
    button.title = named(button.ariaLabel);
    button.ariaLabel = button.title;
  }
  for (const option of editor.querySelectorAll(".prose-menubar__option > *")) {
    const text = named(option.textContent);
    if (text !== option.textContent) option.textContent = text;
  }
}

function prepare(editor) {
  const [area, textarea] = ["[contenteditable]", "textarea"].map((part) => editor.querySelector(part));
  if (area.lang) return;
  area.lang = textarea.lang;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) {
    area.ariaLabel = label.textContent.trim();
    label.addEventListener("click", () => area.focus());
  }
  translate(editor);
  // The menu comes a moment later, and the button of the kind of paragraph is another one in every paragraph.
  new MutationObserver(() => translate(editor)).observe(editor, { childList: true, subtree: true });
}

// Some editors are ready before this runs, others later.
document.addEventListener("prose-editor:ready", (event) => prepare(event.target.closest(".prose-editor")));
document.querySelectorAll(".prose-editor:has([contenteditable])").forEach(prepare);

const form = document.querySelector("#content-main form");
let changed = false;
form?.addEventListener("input", () => {
  changed = true;
});
document.querySelector(".languages-beside")?.addEventListener("click", (event) => {
  if (changed && event.target.closest("a") && !window.confirm(say("What you changed is not saved. Leave it?"))) {
    event.preventDefault();
  }
});
