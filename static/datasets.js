/* On a narrow screen the filters begin folded, unless one is in use: the rows come first. */
(() => {
  const fold = () => {
    if (!window.matchMedia("(max-width: 767.98px)").matches) return;
    for (const filters of document.querySelectorAll("details[data-fold]")) {
      if (!filters.querySelector(".chips, .is-invalid")) filters.open = false;
    }
  };
  document.addEventListener("DOMContentLoaded", fold);
  document.addEventListener("htmx:afterSettle", fold);
})();
