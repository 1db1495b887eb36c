/** What the screen shows, as signals. Nothing here talks to the server. */
import { computed, signal } from "@preact/signals";

export const phase = signal("loading");
export const me = signal(null);
export const codes = signal({});
export const cards = signal([]);
export const currentId = signal(null);
export const calls = signal({});
export const callbacks = signal({});
export const replay = signal(null);
export const pane = signal(2);
export const sheetOpen = signal(false);
export const connected = signal(false);
export const config = { organization: "", user: { id: 0, name: "" } };

/** The server's clock, one tick a second: only the text that shows it changes. */
export const now = signal(Date.now());
let ahead = 0;
export function setServerTime(iso) {
  if (iso) ahead = Date.parse(iso) - Date.now();
}
export const serverNow = () => Date.now() + ahead;
/** The same clock by whole minutes, for what would be restless by seconds. */
export const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);
export function startClock() {
  const tick = () => {
    now.value = serverNow();
    setTimeout(tick, 1000 - (serverNow() % 1000) + 5);
  };
  tick();
}

export const stack = computed(() => cards.value.filter((card) => !card.leaving.value));
export const current = computed(() => stack.value.find((card) => card.id === currentId.value) || null);
export const manyOrganizations = computed(() => (me.value?.organizations || []).length > 1);

export const organizationOf = (slug) => (me.value?.organizations || []).find((one) => one.slug === slug);
export const codesOf = (slug) => codes.value[slug] || [];
export const codeOf = (card, slug) =>
  codesOf(card.organization).find((code) => code.slug === slug) || { slug, label: slug, category: "unclassified" };
export const chosenCodes = (card) => card.draft.value.codes.map((slug) => codeOf(card, slug));

export const emptyDraft = () => ({ codes: [], note: "", callback: null, email: null, fields: {} });

/** A draft with every part present, however little the server or an old copy holds. */
export const wholeDraft = (draft) => ({
  ...emptyDraft(),
  ...Object.fromEntries(Object.entries(draft || {}).filter(([, value]) => value !== undefined)),
});

export const sameDraft = (one, other) => canonical(one) === canonical(other);
const canonical = ({ codes: chosen, note, callback, email, fields }) =>
  JSON.stringify([
    chosen,
    note,
    callback && [callback.at, callback.zone, callback.owner],
    email || null,
    Object.keys(fields || {})
      .sort()
      .map((slug) => [slug, Object.entries(fields[slug]).sort()]),
  ]);

export const isUntouched = (card) =>
  sameDraft(card.draft.value, emptyDraft()) && !card.query.value && !card.conflict.value && !card.trouble.value;

/** One waiting wrap-up with what has been prepared for it in this window. */
export function makeCard(wrapup) {
  return {
    id: wrapup.id,
    organization: wrapup.organization.slug,
    facts: signal(wrapup),
    draft: signal(wholeDraft(wrapup.draft)),
    draftRevision: wrapup.draft_revision,
    revision: wrapup.revision || 0,
    kept: signal({ state: "clean", at: null }),
    query: signal(""),
    highlighted: signal(0),
    listOpen: signal(false),
    asking: signal(null),
    trouble: signal(""),
    conflict: signal(null),
    leaving: signal(false),
    attempt: null,
    returnedAt: 0,
  };
}

export function whoIs({ call, contact }, withheld) {
  return contact?.name || call.caller_name || call.number || withheld;
}

export const isLive = (card) => card.facts.value.state === "preparing";
