/** What may stand together on one call, what counts first, and what a code still asks for. No state, no words. */

const PRECEDENCE = [
  "won",
  "appointment",
  "opt_out",
  "bad_number",
  "positive",
  "follow_up",
  "callback",
  "negative",
  "voicemail",
  "no_contact",
  "disconnected",
  "abandoned",
  "informational",
  "unclassified",
];
// To say these things somebody has to have been spoken to, and the right person.
const RIGHT_PARTY = new Set(["won", "appointment", "positive", "negative"]);
const NOT_THEM = new Set(["no_contact", "bad_number"]);

const rank = (code) => {
  const place = PRECEDENCE.indexOf(code.category);
  return place < 0 ? PRECEDENCE.length : place;
};

/** The code that is counted when a call has several; of equals the one that stands first in the list. */
export function primaryOf(chosen) {
  const before = (one, other) => rank(one) - rank(other) || one.position - other.position;
  return chosen.reduce((best, code) => (!best || before(code, best) < 0 ? code : best), null);
}

function exclude(one, other) {
  const pair = (first, second) => one.category === first && other.category === second;
  return (
    pair("won", "negative") ||
    pair("positive", "negative") ||
    pair("opt_out", "callback") ||
    (pair("no_contact", "no_contact") && one.slug !== other.slug) ||
    (RIGHT_PARTY.has(one.category) && NOT_THEM.has(other.category))
  );
}

/** The chosen code that a further one contradicts. */
export const contradicted = (chosen, code) =>
  chosen.find((other) => other.slug !== code.slug && (exclude(other, code) || exclude(code, other))) || null;

/** Whether a code can be true of this call; while it still rings everything can. */
export function isPossible(code, { call, part, state }) {
  if (code.retired) return false;
  if (code.direction && code.direction !== "both" && code.direction !== call.direction) return false;
  const answered = Boolean(part?.answered_at || call.answered_at);
  return answered || state === "preparing" || !code.needs_answer;
}

export const asks = (chosen, what) => chosen.some((code) => (code.asks || []).includes(what));

/** What stands between this draft and saving it: "codes", "callback", "note" or nothing. */
export function missing(draft, chosen) {
  if (!draft.codes.length) return "codes";
  if (asks(chosen, "callback") && !draft.callback?.at) return "callback";
  if (chosen.some((code) => code.note === "required") && !draft.note.trim()) return "note";
  return null;
}

const AXES = ["result", "next", "failed"];

/** Codes in their three columns, each in the order the admin gave. */
export function columns(codes) {
  const ordered = [...codes].sort((one, other) => one.position - other.position);
  return AXES.map((axis) => ({ axis, codes: ordered.filter((code) => code.axis === axis) }));
}
