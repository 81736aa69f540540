// Photos before they are sent: shown, taken back, and made smaller, so that a phone need not send 15 MB. Whatever fails,
// the original file is sent.

const MOST_PX = 2048; // longer side; the server stores no more
const PREVIEW_PX = 192;
const QUALITY = 0.88;

export default function enhance(box) {
  if (!window.DataTransfer || !window.createImageBitmap) return;
  const input = box.querySelector("input[type=file]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let chosen = []; // { original, file, entry }
  let working = Promise.resolve();
  list.className = "photos";
  list.hidden = true;
  status.setAttribute("role", "status");
  input.after(list, status);

  input.addEventListener("change", () => take([...input.files]));
  if (input.files.length) take([...input.files]); // chosen before, or given back by the browser

  function room() {
    const removed = box.querySelectorAll("[name=remove_photo]:checked").length;
    return Number(box.dataset.most) - Number(box.dataset.kept) + removed;
  }

  function take(files) {
    const fresh = files.filter((file) => !chosen.some((one) => same(one.original, file)));
    const added = fresh.slice(0, Math.max(0, room() - chosen.length)).map(item);
    chosen = [...chosen, ...added];
    list.append(...added.map(({ entry }) => entry));
    hold();
    working = working.then(() => shrinkAll(added, added.length < fresh.length ? box.dataset.tooMany : ""));
  }

  async function shrinkAll(added, warning) {
    for (const [position, one] of added.entries()) {
      status.textContent = box.dataset.shrinking.replace("{n}", position + 1).replace("{all}", added.length);
      try {
        const { file, preview } = await shrunk(one.original);
        one.file = file;
        one.entry.querySelector(".hint").textContent = inWords(file.size);
        one.entry.prepend(Object.assign(new Image(96, 96), { src: preview, alt: "" }));
      } catch {
        // A format that this browser cannot show, such as HEIC; the server can read it.
      }
      hold();
    }
    status.textContent = [warning, added.length ? box.dataset.ready : ""].filter(Boolean).join(" ");
  }

  function hold() {
    const files = new DataTransfer();
    for (const { file } of chosen) files.items.add(file);
    input.files = files.files;
    list.hidden = !chosen.length;
  }

  function item(file) {
    const entry = document.createElement("li");
    const one = { original: file, file, entry };
    const text = document.createElement("p");
    const size = document.createElement("span");
    const button = document.createElement("button");
    const name = document.createElement("span");
    size.className = "hint";
    size.textContent = inWords(file.size);
    text.append(file.name, document.createElement("br"), size);
    button.type = "button";
    button.className = "secondary";
    name.className = "out";
    name.textContent = `: ${file.name}`;
    button.append(box.dataset.remove, name);
    button.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== one);
      entry.remove();
      hold();
      status.textContent = box.dataset.removed;
      input.focus();
    });
    entry.append(text, button);
    return one;
  }
}

function same(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function inWords(bytes) {
  const megabytes = bytes / 1_000_000;
  return megabytes >= 1
    ? `${megabytes.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })}\u00a0MB`
    : `${Math.max(1, Math.round(bytes / 1000))}\u00a0kB`;
}

// The photo as it will be sent, and a small picture of it.
async function shrunk(file) {
  const bitmap = await createImageBitmap(file); // turned as the camera was held
  try {
    const preview = drawn(bitmap, PREVIEW_PX).toDataURL("image/jpeg", 0.8);
    if (Math.max(bitmap.width, bitmap.height) <= MOST_PX) return { file, preview };
    const blob = await new Promise((resolve) => drawn(bitmap, MOST_PX).toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return { file, preview };
    const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return { file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }), preview };
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap, most) {
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // under what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
