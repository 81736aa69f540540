/* Django's lists with two boxes name their magnifying glasses without saying that these are pictures.
   They are made when the page is loaded, and Django's script asked for that before this one. */
addEventListener("load", () => {
  for (const glass of document.querySelectorAll(".search-label-icon")) {
    glass.setAttribute("role", "img");
  }
});
