// The rich text editor in the words of the admin, and a question before changes are lost.
// Everything works without it: then the texts are written in HTML.
const say = window.gettext ?? ((text) => text);
const NAMES = {
  format_bold: "Bold",
  format_italic: "Italic",
  format_list_bulleted: "Bulleted list",
  format_list_numbered: "Numbered list",
  link: "Link",
  insert_link: "Link",
  link_off: "Remove the link",
  tune: "List properties",
  format_paragraph: "Paragraph",
};

function name(editor, textarea) {
  const area = editor.view.dom;
  area.lang = textarea.lang;
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) {
    area.setAttribute("aria-label", label.textContent.trim());
    label.addEventListener("click", () => area.focus());
  }
  for (const button of area.closest(".prose-editor").querySelectorAll(".prose-menubar__button")) {
    const text = NAMES[button.textContent.trim()];
    if (text) {
      button.title = say(text);
      button.setAttribute("aria-label", say(text));
    }
  }
}

document.addEventListener("prose-editor:ready", (event) => name(event.detail.editor, event.detail.textarea));

const form = document.querySelector("#content-main form");
let changed = false;
form?.addEventListener("input", () => (changed = true));
document.querySelector(".languages-beside")?.addEventListener("click", (event) => {
  if (changed && event.target.closest("a") && !window.confirm(say("What you changed is not saved. Leave it?"))) {
    event.preventDefault();
  }
});
