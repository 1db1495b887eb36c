/** What each key does where. Digits and commands go by the place of the key, so every layout has them. */
import { chooseByDigit, escape, leaveLast, toggle } from "./choose.js";
import { optionId, resultsOf } from "./codes.js";
import { gettext } from "./i18n.js";
import { speak, toast } from "./notices.js";
import { nextPerson } from "./people.js";
import { save, undoLast } from "./saving.js";
import { hasJustCome, move, putLast, wishFocus } from "./stack.js";
import { codeOf, current, sheetOpen, stack } from "./store.js";

const COMMANDS = { ArrowDown: "next", ArrowUp: "previous", n: "note", l: "later", z: "undo", c: "copy", p: "person", "/": "keys" };
const PLACES = { KeyN: "n", KeyL: "l", KeyZ: "z", KeyC: "c", KeyP: "p", Slash: "/" };

/** The command of a key press: by the Latin letter printed on the key, else by the key's place. */
export function commandOf(event) {
  const { altKey, ctrlKey, metaKey, shiftKey, key, code } = event;
  if (key === "Enter" && (ctrlKey || metaKey) && !altKey && !shiftKey) return "save";
  if (!altKey || ctrlKey || metaKey || event.getModifierState?.("AltGraph")) return null;
  const letter = /^[a-z\/]$/i.test(key) || key.startsWith("Arrow") ? key : PLACES[code];
  return COMMANDS[letter?.length === 1 ? letter.toLowerCase() : letter] || null;
}

/** The digit of a press on either digit row, whatever the layout prints there. */
export function digitOf({ code, key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey || shiftKey) return null;
  const place = /^(Digit|Numpad)([1-9])$/.exec(code || "");
  if (!place || (place[1] === "Numpad" && key !== place[2])) return null;
  return place[2];
}

async function copyNumber(card) {
  const { number_e164: e164, number } = card.facts.value.call;
  if (!(e164 || number)) return;
  try {
    await navigator.clipboard.writeText(e164 || number);
    toast({ icon: "copy", title: gettext("Number copied"), small: e164 || number, seconds: 3 });
  } catch {
    toast({ icon: "alert", title: gettext("The browser did not allow copying"), seconds: 4 });
  }
}

function run(command, card) {
  if (command === "undo") return undoLast();
  if (command === "keys") return (sheetOpen.value = true);
  if (!card) return null;
  if (command === "next") return move(1);
  if (command === "previous") return move(-1);
  if (command === "note") return wishFocus("note");
  if (command === "later") return stack.value.length > 1 && putLast(card);
  if (command === "person") return nextPerson(card);
  if (command === "copy") return copyNumber(card);
  return save(card);
}

function enter(card) {
  const found = resultsOf(card);
  const picked = found[Math.min(card.highlighted.value, found.length - 1)];
  if (picked) toggle(card, picked.code);
  else if (card.query.value.trim()) speak(gettext("No code found"));
  else if (card.asking.value) toggle(card, codeOf(card, card.asking.value));
  else save(card);
}

function highlight(card, step) {
  const count = resultsOf(card).length;
  if (!count) {
    card.listOpen.value = true;
    card.highlighted.value = 0;
  } else {
    card.highlighted.value = (card.highlighted.value + step + count) % count;
  }
  const now = resultsOf(card)[card.highlighted.value];
  card.asking.value = null;
  requestAnimationFrame(() => now && document.getElementById(optionId(card, now.code.slug))?.scrollIntoView({ block: "nearest" }));
}

/** A key pressed in the code search of a card; true when it was a command and not a letter. */
function inSearch(event, card, isEmpty) {
  const { key, repeat } = event;
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  const digit = digitOf(event);
  if (isEmpty && digit) {
    // A key held down is one decision.
    if (!repeat && !hasJustCome()) chooseByDigit(card, digit);
    return true;
  }
  if (!plain) return false;
  if (key === "Enter") {
    if (!repeat && !hasJustCome()) enter(card);
    return true;
  }
  if (key === "Escape") return escape(card) || true;
  if (key === "ArrowDown" || key === "ArrowUp") return highlight(card, key === "ArrowDown" ? 1 : -1) || true;
  if (key === "Backspace" && isEmpty) {
    if (!repeat) leaveLast(card);
    return true;
  }
  if (key === "?" && isEmpty) return (sheetOpen.value = true);
  return false;
}

function elsewhere(event, card, target) {
  const isField = target.matches("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && target.closest("[data-card]")) {
    escape(card);
    wishFocus();
    return true;
  }
  if (event.key === "Enter" && target.matches("[data-callback] [type=radio]") && !event.repeat) {
    if (target.checked) save(card);
    else target.click();
    return true;
  }
  if (isField) return false;
  if (event.key === "?" && !event.ctrlKey && !event.altKey) return (sheetOpen.value = true);
  // With nothing focused the keys belong to the open card.
  const isLoose = target === document.body || target.matches("[data-card-head]");
  const search = document.querySelector("[data-search]");
  if (!isLoose || !search || event.ctrlKey || event.altKey || event.metaKey) return false;
  if (event.key.length !== 1 && event.key !== "Enter" && event.key !== "Backspace") return false;
  search.focus();
  return inSearch(event, card, !search.value);
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const { target } = event;
  const command = commandOf(event);
  const card = current.value;
  if (command) {
    const opensItself = target.matches?.("select, [type=datetime-local]") && event.key.startsWith("Arrow");
    const isForeign = command === "save" && target !== document.body && !target.closest(".work__main");
    if (opensItself || isForeign) return;
    event.preventDefault();
    if (!event.repeat || command === "next" || command === "previous") run(command, card);
    return;
  }
  if (!card || !(target instanceof Element)) return;
  const isSearch = target.dataset.search !== undefined;
  const isDone = isSearch ? inSearch(event, card, !target.value) : elsewhere(event, card, target);
  if (isDone) event.preventDefault();
}

export const startKeys = () => document.addEventListener("keydown", onKey);
