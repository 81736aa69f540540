// Copying and printing of the receipt code.

export default function enhance(receipt) {
  const code = receipt.querySelector("[data-receipt]");
  const tools = receipt.querySelector("[data-receipt-tools]");
  const status = tools.querySelector("[role=status]");
  const copy = tools.querySelector("[data-copy]");
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
