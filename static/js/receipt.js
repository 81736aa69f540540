// Copying and printing of the receipt code.

const tools = document.querySelector("[data-receipt-tools]");
const code = document.querySelector("[data-receipt]");

if (tools && code) {
  const status = tools.querySelector("[role=status]");
  const copy = tools.querySelector("[data-copy]");
  tools.hidden = false;
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      status.textContent = tools.dataset.copied;
    } catch {
      status.textContent = tools.dataset.failed;
    }
  });
  tools.querySelector("[data-print]").addEventListener("click", () => print());
}
