// Offers passkeys only where the browser knows them, and says so when one did not work. The rest is allauth's.
const known = "PublicKeyCredential" in window;

for (const part of document.querySelectorAll("[data-passkey]")) {
  part.hidden = !known;
}
for (const part of document.querySelectorAll("[data-no-passkey]")) {
  part.hidden = known;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const problem = document.querySelector("[data-passkey-problem]");
  problem.hidden = false;
  problem.focus();
});
