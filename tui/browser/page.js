// What textual.js leaves to the page: keys go to the terminal from the start, and a session that has ended can begin again.
document.addEventListener("DOMContentLoaded", () => {
  const again = document.getElementById("again");
  const terminal = document.getElementById("terminal");
  again.addEventListener("click", () => window.location.reload());
  let shown = false;
  let ended = false;
  // textual.js would tell a server that is not listening any more where the focus is and how large the page is.
  window.addEventListener("blur", (event) => ended && event.stopImmediatePropagation(), true);
  const end = () => {
    ended = true;
    window.onresize = null;
    again.focus();
    terminal.inert = true;
  };
  new MutationObserver(() => {
    const classes = document.body.classList;
    if (classes.contains("-closed")) {
      if (!ended) end();
    } else if (classes.contains("-first-byte") && !shown) {
      shown = true;
      document.querySelector(".xterm-helper-textarea").focus();
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
