/* Light or dark as the device says, until somebody chooses one here; the choice is this browser's.
   The style sheets say once what differs on a dark device. A choice makes that hold always, or never.
   In the head and not deferred, so that nothing is painted in the wrong colours first. */
(() => {
  const DARK = "(prefers-color-scheme: dark)";
  const CHOSEN = { light: "(max-width: 0)", dark: "(min-width: 0)" };
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule.media?.mediaText.includes(DARK))
    .map(({ media }) => [media, media.mediaText]);

  const show = (theme) => {
    document.documentElement.dataset.scheme = theme;
    for (const [media, text] of rules) {
      media.mediaText = text.replace(DARK, CHOSEN[theme] ?? DARK);
    }
  };

  const saved = localStorage.getItem("theme") ?? "auto";
  show(saved);
  addEventListener("DOMContentLoaded", () => {
    const choice = document.querySelector("#scheme");
    if (!choice) return;
    choice.value = saved;
    choice.closest("[hidden]").hidden = false;
    choice.addEventListener("change", () => {
      localStorage.setItem("theme", choice.value);
      show(choice.value);
    });
  });
})();
