// The frame of every signed-in page: find, menus, theme and density, toasts, a session that ran out.

import { adopt } from "aftercall/toasts";

const YEAR = 365 * 24 * 3600;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${value ? YEAR : 0}; SameSite=Lax${secure}`;
}

function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

// Ctrl+K, on the physical key so that any layout works.
function openFind(event) {
  const input = document.querySelector("[data-find] input");
  if (!input || event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  input.focus();
  input.select();
}

// Menus: one open at a time, closed by a press elsewhere or Esc, walked by the arrows.
const openDrops = () => document.querySelectorAll("details[data-drop][open]");

function closeDrops(except) {
  for (const drop of openDrops()) if (!drop.contains(except)) drop.open = false;
}

function escapeDrop(event) {
  if (event.key !== "Escape") return;
  const [drop] = [...openDrops()].slice(-1);
  if (!drop) return;
  event.preventDefault();
  drop.open = false;
  drop.querySelector("summary").focus();
}

function walkMenu(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const drop = event.target.closest?.("details[data-drop][open]");
  const menu = drop?.querySelector(":scope > .menu");
  if (!menu) return;
  const stops = [...menu.querySelectorAll("a, button")].filter((stop) => stop.offsetParent);
  const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  stops.at(at < 0 ? -1 : at % stops.length)?.focus();
  event.preventDefault();
}

// A form under the button that opens it: its first field has the focus, Esc leads back to the button.
function enterForm({ target: fold, newState }) {
  if (newState === "open" && fold.matches?.("details[data-form]")) {
    fold.querySelector("form :is(input:not([type=hidden]), select, textarea)")?.focus();
  }
}

function leaveForm(event) {
  const fold = event.key === "Escape" && event.target.closest?.("details[data-form][open]");
  if (!fold) return;
  event.preventDefault();
  fold.open = false;
  fold.querySelector("summary").focus();
}

// A drop with data-key opens by that letter while nobody types.
function openByLetter(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const wanted = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  const drop = wanted && document.querySelector(`details[data-drop][data-key="${wanted}"]`);
  if (!drop) return;
  event.preventDefault();
  drop.open = true;
  drop.querySelector(".float :is(input, select, a, button):not([type=hidden])")?.focus();
}

function choose(kind) {
  const attribute = `${kind}Choice`;
  const buttons = document.querySelectorAll(`[data-${kind}-choice]`);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const value = button.dataset[attribute];
      remember(kind, value);
      if (value) document.documentElement.dataset[kind] = value;
      else delete document.documentElement.dataset[kind];
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
  }
}

// The session ran out: a page says so by the event "aftercall:signed-out"; "aftercall:signed-in" answers it.
function watchSession() {
  const dialog = document.querySelector("[data-signed-out]");
  if (!dialog) return;
  const still = dialog.querySelector("[data-still-out]");

  async function check({ aloud }) {
    const answer = await fetch(dialog.dataset.check, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer && answer.status !== 401 && answer.status !== 403) {
      dialog.close();
      document.dispatchEvent(new CustomEvent("aftercall:signed-in"));
    } else {
      still.hidden = !aloud;
    }
  }

  document.addEventListener("aftercall:signed-out", () => {
    if (dialog.open) return;
    still.hidden = true;
    dialog.showModal();
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-check-again]").addEventListener("click", () => check({ aloud: true }));
  document.addEventListener("visibilitychange", () => {
    if (dialog.open && document.visibilityState === "visible") check({ aloud: false });
  });
}

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
document.addEventListener("keydown", (event) => {
  openFind(event);
  escapeDrop(event);
  leaveForm(event);
  walkMenu(event);
  openByLetter(event);
});
document.addEventListener("click", (event) => closeDrops(event.target));
document.addEventListener("focusin", (event) => closeDrops(event.target));
// A toggle does not bubble; it can be caught on its way down.
document.addEventListener("toggle", enterForm, true);
choose("theme");
choose("density");
adopt();
watchSession();
