// What textual.js leaves to the page: keys go to the terminal from the start, and a session that has ended can begin again.
document.addEventListener("DOMContentLoaded", () => {
  const again = document.getElementById("again");
  again.addEventListener("click", () => window.location.reload());
  let shown = false;
  new MutationObserver(() => {
    const classes = document.body.classList;
    if (classes.contains("-closed")) {
      again.focus();
    } else if (classes.contains("-first-byte") && !shown) {
      shown = true;
      document.querySelector(".xterm-helper-textarea").focus();
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
