/** Choosing codes and filling in what they ask for, on one card. Every change is kept at once. */
import { batch } from "@preact/signals";

import { keep } from "./drafts.js";
import { fill, gettext } from "./i18n.js";
import { speak } from "./notices.js";
import { contradicted, isPossible } from "./rules.js";
import { chosenCodes, codesOf } from "./store.js";

export function changeDraft(card, changes) {
  card.draft.value = { ...card.draft.value, ...changes };
  keep(card);
}

function refuse(card, sentence) {
  card.trouble.value = sentence;
}

/** Choose a code, or leave it again. What is for good is chosen by the second key only. */
export function toggle(card, code) {
  const { codes } = card.draft.value;
  if (codes.includes(code.slug)) return leave(card, code.slug);
  const opposite = contradicted(chosenCodes(card), code);
  if (opposite) {
    card.asking.value = null;
    const labels = { one: opposite.label, other: code.label };
    refuse(card, fill(gettext("%(one)s and %(other)s cannot both be true of one call. Remove one first."), labels));
    return false;
  }
  if (code.permanent && card.asking.value !== code.slug) {
    card.trouble.value = "";
    card.asking.value = code.slug;
    speak(fill(gettext("%(code)s is for good. Once more to choose it, Esc to leave"), { code: code.label }));
    return false;
  }
  batch(() => {
    card.asking.value = null;
    card.trouble.value = "";
    card.query.value = "";
    card.listOpen.value = false;
    changeDraft(card, { codes: [...codes, code.slug] });
  });
  speak(fill(gettext("%(code)s chosen"), { code: code.label }));
  return true;
}

export function leave(card, slug) {
  const label = chosenCodes(card).find((code) => code.slug === slug)?.label || slug;
  batch(() => {
    card.trouble.value = "";
    changeDraft(card, { codes: card.draft.value.codes.filter((chosen) => chosen !== slug) });
  });
  speak(fill(gettext("%(code)s removed"), { code: label }));
  return true;
}

export function chooseByDigit(card, digit) {
  const code = codesOf(card.organization).find((one) => one.digit === digit && !one.retired);
  if (!code) return;
  const isChosen = card.draft.value.codes.includes(code.slug);
  if (!isChosen && !isPossible(code, card.facts.value)) {
    refuse(card, fill(gettext("%(code)s does not fit this call. Type its name to choose it all the same."), { code: code.label }));
    return;
  }
  toggle(card, code);
}

export function leaveLast(card) {
  const last = card.draft.value.codes.at(-1);
  if (last) leave(card, last);
}

export const setField = (card, slug, name, value) => {
  const { fields } = card.draft.value;
  changeDraft(card, { fields: { ...fields, [slug]: { ...fields[slug], [name]: value } } });
};

/** Esc: leave what was begun, the innermost first. */
export function escape(card) {
  batch(() => {
    if (card.asking.value) card.asking.value = null;
    else if (card.trouble.value) card.trouble.value = "";
    else {
      card.query.value = "";
      card.listOpen.value = false;
    }
  });
}
