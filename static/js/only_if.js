// Hides the fields of a report that its present answer does not ask for; without this script all show.
(() => {
  "use strict";

  const answers = document.querySelectorAll("input[name=status]");
  const rows = document.querySelectorAll("[data-only-if]");
  const filled = (row) => [...row.querySelectorAll("input, textarea")].some((control) => control.value);
  const show = () => {
    const status = document.querySelector("input[name=status]:checked")?.value;
    for (const row of rows) {
      const asked = row.dataset.onlyIf.split(" ").includes(status);
      row.hidden = !asked && !filled(row) && !row.querySelector("[aria-invalid=true]");
    }
  };
  for (const answer of answers) answer.addEventListener("change", show);
  document.addEventListener("tracker:filled", show);
  show();
})();
