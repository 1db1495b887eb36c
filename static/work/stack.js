/** The stack of waiting cards: what comes, what goes, which one is open, and who may move the focus. */
import { batch, signal } from "@preact/signals";

import { forgetHere, isUnsent, restore } from "./drafts.js";
import { fill, gettext } from "./i18n.js";
import { waiting } from "./outbox.js";
import {
  cards,
  current,
  currentId,
  isLive,
  isUntouched,
  makeCard,
  pane,
  phase,
  sameDraft,
  setServerTime,
  stack,
  wholeDraft,
  whoIs,
} from "./store.js";
import { toast } from "./notices.js";

/** Raised each time the open card shall take the focus; the card's parts watch it. */
export const focusWish = signal({ what: "search", turn: 0 });
export const wishFocus = (what = "search") => {
  focusWish.value = { what, turn: focusWish.value.turn + 1 };
};
/** A sentence read out once when a call comes in. */
export const newcomer = signal("");

const closed = new Map();
const rank = { open: 0, preparing: 1, to_classify: 2 };
const stateOf = (card) => card.facts.value.state;
// Digits that were meant for the card before are not taken by the one that came by itself.
let cameAt = 0;
export const hasJustCome = () => performance.now() - cameAt < 400;

/** Whether a field outside the card has the focus; nothing that comes by itself takes it from there. */
const isBusyElsewhere = () => {
  const active = document.activeElement;
  return Boolean(active?.matches("input, textarea, select") && !active.closest(".work__main"));
};
const nothingHasFocus = () => {
  const active = document.activeElement;
  return !active || active === document.body || active.dataset.cardHead !== undefined;
};

/** Remember that a wrap-up was closed here, so that an older answer of the server does not bring it back. */
export const close = (id) => closed.set(id, performance.now());
export const reopen = (id) => closed.delete(id);

export function select(card, { focus = true, byItself = false } = {}) {
  if (!card) return;
  batch(() => {
    if (byItself && currentId.value && currentId.value !== card.id) cameAt = performance.now();
    currentId.value = card.id;
    if (focus) pane.value = 2;
  });
  if (focus) wishFocus();
}

/** The card to go on with after one has left: what still waits before what is only being prepared. */
export function selectNext(leftId) {
  const rows = cards.value;
  const from = rows.findIndex((card) => card.id === leftId);
  const later = [...rows.slice(from + 1), ...rows.slice(0, Math.max(from, 0))].filter(
    (card) => card.id !== leftId && !card.leaving.value,
  );
  const next = later.reduce(
    (best, card) => (!best || rank[stateOf(card)] < rank[stateOf(best)] ? card : best),
    null,
  );
  const focus = !isBusyElsewhere();
  if (next) return select(next, { focus });
  currentId.value = null;
  if (focus) wishFocus();
  return null;
}

export function move(step) {
  const rows = stack.value;
  if (rows.length < 2) return;
  const at = rows.findIndex((card) => card.id === currentId.value);
  select(rows[(at + step + rows.length) % rows.length]);
}

export function putLast(card) {
  const rows = stack.value;
  const next = rows[(rows.indexOf(card) + 1) % rows.length];
  cards.value = [...cards.value.filter((one) => one !== card), card];
  if (next !== card) select(next);
}

export function putBack(card) {
  card.returnedAt = performance.now();
  reopen(card.id);
  batch(() => {
    card.leaving.value = false;
    if (!cards.value.includes(card)) cards.value = [card, ...cards.value];
  });
}

/** Whether a card that comes by itself may be opened: never over typing, choices, a talk or a fresh wrap-up. */
function mayOpenItself() {
  const open = current.value;
  if (!open) return true;
  if (!isUntouched(open) || stateOf(open) !== "to_classify") return false;
  const active = document.activeElement;
  return nothingHasFocus() || (active.dataset.search !== undefined && !active.value);
}

function announce(card) {
  const who = whoIs(card.facts.value, gettext("Number withheld"));
  if (mayOpenItself()) {
    select(card, { focus: !isBusyElsewhere(), byItself: true });
  } else if (card.id !== currentId.value) {
    toast({
      icon: "phone",
      title: fill(gettext("New call: %(who)s"), { who }),
      action: { label: gettext("Open"), run: () => select(card) },
      seconds: 8,
    });
  }
  if (isLive(card)) newcomer.value = fill(gettext("New call: %(who)s"), { who });
}

function update(card, wrapup) {
  const before = stateOf(card);
  card.facts.value = wrapup;
  card.revision = Math.max(card.revision, wrapup.revision || 0);
  if (!isUnsent(card) && !card.conflict.value && wrapup.draft_revision >= card.draftRevision) {
    card.draftRevision = wrapup.draft_revision;
    const theirs = wholeDraft(wrapup.draft);
    if (!sameDraft(theirs, card.draft.value)) card.draft.value = theirs;
  }
  if (before === "preparing" && wrapup.state === "open") {
    card.trouble.value = "";
    if (card.id === currentId.value && nothingHasFocus()) wishFocus();
  }
}

function vanish(card) {
  const wasOpen = card.id === currentId.value;
  if (!isUntouched(card)) {
    const who = whoIs(card.facts.value, gettext("Number withheld"));
    toast({ icon: "undo", title: fill(gettext("%(who)s was closed elsewhere"), { who }), seconds: 8 });
  }
  forgetHere(card.id);
  if (wasOpen) {
    selectNext(card.id);
    // Whoever was typing needs longer to see that the card is another one.
    cameAt = performance.now() + 1100;
  }
  cards.value = cards.value.filter((one) => one !== card);
}

/** Take over the server's list as it was when it was asked for. */
export function receive(wrapups, askedAt) {
  setServerTime(wrapups[0]?.server_now);
  const sent = new Set(waiting.value.map(({ wrapup }) => wrapup));
  const known = new Map(cards.value.map((card) => [card.id, card]));
  const first = phase.value !== "ready";
  const listed = wrapups.filter(({ id }) => !sent.has(id) && !(closed.get(id) > askedAt));
  const here = new Set(listed.map(({ id }) => id));
  const fresh = [];
  batch(() => {
    for (const wrapup of listed) {
      const card = known.get(wrapup.id);
      if (card) update(card, wrapup);
      else fresh.push(makeCard(wrapup));
    }
    if (first) fresh.sort((one, other) => rank[stateOf(one)] - rank[stateOf(other)] || one.id - other.id);
    fresh.forEach(restore);
    cards.value = [...cards.value, ...fresh];
    phase.value = "ready";
  });
  for (const card of known.values()) {
    if (!here.has(card.id) && !card.leaving.value && !(card.returnedAt > askedAt)) vanish(card);
  }
  if (first || !current.value) select(stack.value[0], { focus: !isBusyElsewhere(), byItself: true });
  if (!first) fresh.forEach(announce);
}
