/** Keeps what is being prepared: on this computer at once, on the server a second later. */
import { patch, Refusal, SignedOut, Unreachable } from "./api.js";
import { config, sameDraft, serverNow, wholeDraft } from "./store.js";

const PAUSE = 1000;
const timers = new Map();
const underway = new Map();

const place = (id) => `aftercall.draft.${config.user.id}.${id}`;

function keepHere(card) {
  try {
    const copy = { draft: card.draft.value, revision: card.draftRevision, at: Date.now() };
    localStorage.setItem(place(card.id), JSON.stringify(copy));
  } catch {
    // A full or forbidden storage leaves the server's copy, one second behind.
  }
}

export function forgetHere(id) {
  try {
    localStorage.removeItem(place(id));
  } catch {
    // As above: nothing was kept here.
  }
}

/** Whether this window holds something the server was not yet heard to have. */
export const isUnsent = (card) => underway.has(card.id) || ["waiting", "local"].includes(card.kept.value.state);

/** The draft has changed: keep it. */
export function keep(card) {
  keepHere(card);
  card.kept.value = { state: "waiting", at: null };
  clearTimeout(timers.get(card.id));
  timers.set(
    card.id,
    setTimeout(() => push(card), PAUSE),
  );
}

/** A card that came back keeps what it left with: the server may only know an older draft. */
export const keepAgain = (card) => {
  if (isUnsent(card)) keep(card);
};

/** Stop sending a card's draft; what is saved needs none. */
export function settleDraft(card) {
  clearTimeout(timers.get(card.id));
  timers.delete(card.id);
}

async function push(card, keepalive = false) {
  settleDraft(card);
  if (card.leaving.value || card.conflict.value) return;
  if (underway.has(card.id)) {
    underway.set(card.id, "again");
    return;
  }
  const sent = card.draft.value;
  underway.set(card.id, "once");
  try {
    const body = { draft: sent, draft_revision: card.draftRevision };
    const answer = await patch(`wrapups/${card.id}/`, body, { organization: card.organization, keepalive });
    card.draftRevision = answer.draft_revision;
    if (card.draft.value === sent) {
      forgetHere(card.id);
      card.kept.value = { state: "kept", at: serverNow() };
    } else {
      keepHere(card);
    }
  } catch (fault) {
    card.kept.value = { state: "local", at: null };
    if (fault instanceof Refusal) refused(card, fault);
    else if (fault instanceof Unreachable) retry(card);
    else if (!(fault instanceof SignedOut)) throw fault;
  } finally {
    const again = underway.get(card.id) === "again";
    underway.delete(card.id);
    if (again) push(card);
  }
}

function retry(card) {
  clearTimeout(timers.get(card.id));
  timers.set(
    card.id,
    setTimeout(() => push(card), 5000 + Math.random() * 2000),
  );
}

function refused(card, { code, problem }) {
  if (code !== "draft_conflict" || !problem.current) return;
  const theirs = wholeDraft(problem.current.draft);
  if (sameDraft(theirs, card.draft.value)) {
    card.draftRevision = problem.current.draft_revision;
    card.kept.value = { state: "kept", at: serverNow() };
    forgetHere(card.id);
    return;
  }
  card.conflict.value = { kind: "draft", draft: theirs, revision: problem.current.draft_revision };
}

/** Send at once what waits for its second: the page is being left. */
export function pushAll(cards) {
  for (const card of cards) if (timers.has(card.id)) push(card, true);
}

/** Send again what could not be sent. */
export function pushKept(cards) {
  for (const card of cards) if (card.kept.value.state === "local") push(card);
}

/** Bring back what this window had not sent when it was closed. */
export function restore(card) {
  let copy = null;
  try {
    copy = JSON.parse(localStorage.getItem(place(card.id)) || "null");
  } catch {
    forgetHere(card.id);
  }
  if (!copy) return;
  const mine = wholeDraft(copy.draft);
  const theirs = card.draft.value;
  if (sameDraft(mine, theirs)) {
    forgetHere(card.id);
    return;
  }
  card.draft.value = mine;
  if (copy.revision === card.draftRevision) keep(card);
  else card.conflict.value = { kind: "draft", draft: theirs, revision: card.draftRevision };
}

/** Forget copies of cards that were closed long ago. */
export function sweepHere() {
  const old = Date.now() - 14 * 86_400_000;
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith("aftercall.draft."))) {
    try {
      if (JSON.parse(localStorage.getItem(name)).at < old) localStorage.removeItem(name);
    } catch {
      localStorage.removeItem(name);
    }
  }
}
