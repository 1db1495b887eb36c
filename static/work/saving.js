/** Saving a card, undoing it, and what to do when the server says no. */
import { batch } from "@preact/signals";

import { get, newKey, put, Refusal, SignedOut, Unreachable } from "./api.js";
import { changeDraft } from "./choose.js";
import { forgetHere, keepAgain, settleDraft } from "./drafts.js";
import { listed, timeWithSeconds } from "./format.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { refreshSoon } from "./refresh.js";
import { change, dismiss, notices, toast } from "./notices.js";
import { send, takeBack } from "./outbox.js";
import { asks, missing } from "./rules.js";
import { close, putBack, reopen, select, selectNext, wishFocus } from "./stack.js";
import { cards, chosenCodes, isLive, serverNow, wholeDraft, whoIs } from "./store.js";
import { momentOf } from "./zones.js";

const inFlight = new Map();
const UNDO_SECONDS = 8;
let lastSave = -Infinity;

const nameOf = (card) => whoIs(card.facts.value, gettext("Number withheld"));
const countOf = (number) => fill(ngettext("%(n)s code", "%(n)s codes", number), { n: number });

/** The address a mail would go to: what was typed, else the contact's; nothing when no code asks. */
export function mailAddress(card) {
  if (!asks(chosenCodes(card), "email")) return null;
  const typed = card.draft.value.email;
  return (typed ?? card.facts.value.contact?.email ?? "").trim() || null;
}

/** 1 200,50 and 1,200.50 as 1200.50; what is no amount stays as it is, for the server to say so. */
export function plainAmount(text) {
  const bare = text.replace(/[\s\u00a0'’]/g, "");
  const plain = /,\d{1,2}$/.test(bare) ? bare.replaceAll(".", "").replace(",", ".") : bare.replaceAll(",", "");
  return /^\d+(\.\d+)?$/.test(plain) ? plain : text.trim();
}

function bodyOf(card) {
  const { codes, note, callback, fields } = card.draft.value;
  const chosen = chosenCodes(card);
  const kept = Object.entries(fields)
    .filter(([slug]) => codes.includes(slug))
    .map(([slug, values]) => [slug, values.amount === undefined ? values : { ...values, amount: plainAmount(values.amount) }]);
  return {
    codes,
    note,
    fields: Object.fromEntries(kept),
    callback: asks(chosen, "callback") ? callback : null,
    email: mailAddress(card),
    reason: "",
    revision: card.revision,
  };
}

/** Why this card cannot be saved yet, as a sentence; empty when it can. */
export function obstacle(card) {
  if (isLive(card)) return gettext("Your part of the call is still going on");
  if (card.conflict.value) return gettext("Choose first which version to keep");
  const lacks = missing(card.draft.value, chosenCodes(card));
  if (lacks === "codes") return gettext("Choose a code to save");
  if (lacks === "callback") return gettext("Choose when to call back");
  if (lacks === "note") return gettext("Write a note: a chosen code needs one");
  const { callback } = card.draft.value;
  if (bodyOf(card).callback && momentOf(callback.at, callback.zone) < serverNow() - 60_000) {
    return gettext("The time to call back has passed, choose another");
  }
  const mail = mailAddress(card);
  return mail && !/^\S+@\S+$/.test(mail) ? gettext("The e-mail address is not complete") : "";
}

/** Save: the card leaves at once, the word "saved" waits for the server. */
export function save(card) {
  const reason = obstacle(card);
  if (reason) {
    const lacks = missing(card.draft.value, chosenCodes(card));
    card.trouble.value = reason;
    if (isLive(card)) refreshSoon();
    else if (["callback", "note"].includes(lacks)) wishFocus(lacks);
    return;
  }
  // Enter pressed twice means one card, not also the next.
  if (performance.now() - lastSave < 350) return;
  lastSave = performance.now();
  const body = bodyOf(card);
  const written = JSON.stringify(body);
  // The same intention keeps its key, so a save whose answer was lost is not made twice.
  if (card.attempt?.written !== written) card.attempt = { written, key: newKey() };
  settleDraft(card);
  batch(() => {
    card.trouble.value = "";
    card.leaving.value = true;
    selectNext(card.id);
  });
  close(card.id);
  const { key } = card.attempt;
  const notice = toast({ name: key, icon: "again", title: gettext("Saving…"), small: nameOf(card) });
  inFlight.set(key, { card, notice });
  const path = `calls/${card.facts.value.call.id}/disposition/?wrapup=${card.id}`;
  const entry = { key, organization: card.organization, path, body, wrapup: card.id, name: nameOf(card) };
  // The screen first: the card is gone before the request is written.
  setTimeout(async () => {
    if ((await send(entry)) === "waiting") dismiss(notice);
  });
}

/** The server has it: offer the way back while what leaves the house still waits. */
export function saved(entry, answer) {
  const { card, notice } = inFlight.get(entry.key) || {};
  inFlight.delete(entry.key);
  forgetHere(entry.wrapup);
  close(entry.wrapup);
  const left = answer.undo_until ? (Date.parse(answer.undo_until) - serverNow()) / 1000 : 0;
  const seconds = Math.max(0, Math.min(UNDO_SECONDS, left));
  const until = Date.now() + seconds * 1000;
  const done = {
    name: entry.key,
    icon: "check",
    kind: "good",
    title: fill(gettext("Saved %(time)s"), { time: timeWithSeconds(answer.saved_at || Date.now()) }),
    small: listed([entry.name, countOf(answer.codes?.length ?? entry.body.codes.length)]),
    effects: listed((answer.effects || []).map(({ text }) => text)),
    undo: seconds > 1 ? { until, seconds, run: () => undo(entry, card, answer) } : null,
    seconds: Math.max(seconds, 4),
  };
  if (notice) change(notice, done);
  else toast(done);
  if (card) {
    card.revision = answer.revision;
    cards.value = cards.value.filter((one) => one !== card);
  }
  refreshSoon(entry.organization);
}

/** The server said no: the card comes back with everything on it and says why. */
export function refused(entry, fault) {
  const { card, notice } = inFlight.get(entry.key) || {};
  inFlight.delete(entry.key);
  if (notice) dismiss(notice);
  if (!card) {
    toast({ kind: "stop", icon: "alert", title: fill(gettext("Not saved: %(who)s"), { who: entry.name }), small: fault.message });
    reopen(entry.wrapup);
    refreshSoon(entry.organization);
    return;
  }
  card.attempt = null;
  putBack(card);
  keepAgain(card);
  const { code, problem } = fault;
  if (code === "revision_conflict") {
    card.trouble.value = gettext("Not saved: somebody coded this call first");
    showTheirs(card, entry, problem.current);
  } else {
    card.trouble.value = listed([fault.message, ...Object.values(problem.errors || {}).flat()]);
  }
  toast({ kind: "stop", icon: "alert", title: fill(gettext("Not saved: %(who)s"), { who: entry.name }), small: fault.message,
    action: { label: gettext("Open"), run: () => select(card) }, seconds: 10 });
  if (code === "callback_time_required") wishFocus("callback");
  refreshSoon(entry.organization);
}

/** Put what stands on the server beside what stands here. */
async function showTheirs(card, entry, current) {
  const theirs = current?.codes ? current : await get(entry.path, { organization: entry.organization }).catch(() => null);
  if (theirs) card.conflict.value = { kind: "saved", draft: draftOf(theirs), revision: theirs.revision };
  else card.revision = current?.revision ?? card.revision;
}

const draftOf = (disposition) =>
  wholeDraft({ codes: (disposition.codes || []).map((code) => code.slug || code), note: disposition.note || "" });

/** Take the newest save back; one that was not sent yet never leaves this computer. */
export function undoLast() {
  const notice = notices.value.findLast(({ undo: offered }) => offered && offered.until > Date.now());
  if (notice) notice.undo.run();
  else undoUnsent();
}

function undoUnsent() {
  const [key] = [...inFlight.keys()].slice(-1);
  const entry = key && takeBack(key);
  if (!entry) return;
  const { card } = inFlight.get(key);
  inFlight.delete(key);
  putBack(card);
  keepAgain(card);
  select(card);
}

async function undo(entry, card, answer) {
  const notice = toast({ name: entry.key, icon: "undo", title: gettext("Undoing…"), small: entry.name });
  const nothing = { codes: [], note: "", fields: {}, callback: null, email: null, reason: "", revision: answer.revision };
  try {
    const back = await put(entry.path, nothing, { organization: entry.organization });
    const wrapup = await get(`wrapups/${entry.wrapup}/`, { organization: entry.organization }).catch(() => null);
    const words = listed((back.effects || []).map(({ text }) => text));
    change(notice, { icon: "undo", title: gettext("Undone"), small: words || entry.name, seconds: 5 });
    if (card) restoreCard(card, back, wrapup);
    refreshSoon(entry.organization);
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof Unreachable || fault instanceof SignedOut)) throw fault;
    change(notice, { kind: "stop", icon: "alert", title: gettext("Not undone"), small: fault.message, seconds: 10 });
  }
}

function restoreCard(card, back, wrapup) {
  card.attempt = null;
  card.revision = back.revision ?? card.revision;
  if (wrapup) {
    card.facts.value = wrapup;
    card.draftRevision = wrapup.draft_revision;
    card.kept.value = { state: "clean", at: null };
    card.revision = Math.max(card.revision, wrapup.revision || 0);
  }
  putBack(card);
  select(card);
}

/** Yours or theirs: settle a conflict by one of the two. */
export function resolve(card, mine) {
  const { kind, draft, revision } = card.conflict.value;
  card.conflict.value = null;
  card.trouble.value = "";
  if (kind === "draft") card.draftRevision = revision;
  else card.revision = revision;
  if (mine) changeDraft(card, {});
  else if (kind === "draft") {
    card.draft.value = draft;
    forgetHere(card.id);
    card.kept.value = { state: "kept", at: serverNow() };
  } else {
    close(card.id);
    forgetHere(card.id);
    selectNext(card.id);
    cards.value = cards.value.filter((one) => one !== card);
    refreshSoon(card.organization);
    return;
  }
  wishFocus();
}
