/** What was done and what came of it, as a short list of notices; the newest stands last. */
import { signal } from "@preact/signals";

import { listed } from "./format.js";

export const notices = signal([]);
/** Said to screen readers, seen by nobody: what a key press did while the focus stayed where it was. */
export const spoken = signal("");
let count = 0;

/** Show a notice for some seconds, or until it is dismissed; the same `name` replaces the one before. */
export function toast(given) {
  count += 1;
  const notice = { id: count, icon: "check", kind: "", title: "", small: "", ...given };
  const others = notices.value.filter(({ name }) => !name || name !== notice.name);
  notices.value = [...others, notice].slice(-4);
  read(notice);
  if (notice.seconds) setTimeout(() => dismiss(notice.id), notice.seconds * 1000);
  return notice.id;
}

export function change(id, changes) {
  const before = notices.value.find((notice) => notice.id === id);
  if (!before) return toast(changes);
  notices.value = notices.value.map((notice) => (notice.id === id ? { ...notice, action: null, ...changes } : notice));
  read(changes);
  if (changes.seconds) setTimeout(() => dismiss(id), changes.seconds * 1000);
  return id;
}

export const dismiss = (id) => {
  notices.value = notices.value.filter((notice) => notice.id !== id);
};

// Read from a place of its own: the notice itself counts seconds, which nobody wants to hear. Failures are alerts already.
function read({ kind, title, small, effects }) {
  if (kind !== "stop") speak(listed([title, small, effects]));
}

export const speak = (sentence) => {
  // A no-break space makes a repeated sentence a new one.
  spoken.value = spoken.value === sentence ? `${sentence}\u00a0` : sentence;
};
