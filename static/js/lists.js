/* On a narrow screen the filters of a list begin folded, so that the list comes first. */
const filters = document.querySelector("#changelist-filter > details");
if (filters && matchMedia("(max-width: 63.99rem)").matches) {
  filters.open = false;
}
