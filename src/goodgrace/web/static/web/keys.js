// Keys for people who like them. Every page works without this file.
//   /  search     j k  move in a list     Enter  open (a link does that by itself)     g and a letter  go     ?  help
(() => {
  "use strict";

  const writing = (where) =>
    where instanceof HTMLElement && (where.isContentEditable || where.matches("input, select, textarea"));

  let going = false;
  let patience;

  function go(letter) {
    const way = document.querySelector(`a[data-go="${CSS.escape(letter)}"]`);
    if (way) way.click();
  }

  function move(by) {
    const lines = [...document.querySelectorAll("[data-list] a[data-line]")];
    if (!lines.length) return;
    const at = lines.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(Math.max(at + by, 0), lines.length - 1);
    lines[next].focus();
  }

  function help() {
    const panel = document.getElementById("keys");
    if (!panel) return;
    panel.open = !panel.open;
    if (panel.open) panel.querySelector("summary").focus();
  }

  function search() {
    const field = document.getElementById("search");
    if (field) field.select();
    return Boolean(field);
  }

  const keys = { j: () => move(1), k: () => move(-1), "?": help };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details.me[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
      return;
    }
    if (writing(event.target)) return;
    clearTimeout(patience);
    if (going) {
      going = false;
      go(event.key);
    } else if (event.key === "g") {
      going = true;
      patience = setTimeout(() => { going = false; }, 1500);
    } else if (event.key === "/") {
      if (search()) event.preventDefault();
    } else if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.me[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();
