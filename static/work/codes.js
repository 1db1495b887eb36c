/** Choosing codes: the field with the chosen ones and the search, and the chips in three columns. */
import { computed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { leave, toggle } from "./choose.js";
import { html, Icon, Mark, markOf } from "./html.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { columns, isPossible, primaryOf } from "./rules.js";
import { find, index } from "./search.js";
import { hasJustCome, wishFocus } from "./stack.js";
import { chosenCodes, codes, codesOf } from "./store.js";

const FEW = 8;
const forGood = () => gettext("For good. Once more to choose it, Esc to leave");

const indexes = new Map();
/** The search index of an organization's codes, made once per list. */
function indexOf(organization) {
  const list = codesOf(organization);
  if (indexes.get(organization)?.list !== list) {
    indexes.set(organization, { list, entries: index(list.filter((code) => !code.retired)) });
  }
  return indexes.get(organization).entries;
}

/** What the search of a card shows now; nothing while it is empty and closed. */
export function resultsOf(card) {
  const query = card.query.value;
  if (!query.trim() && !card.listOpen.value) return [];
  return find(indexOf(card.organization), query, (code) => isPossible(code, card.facts.value));
}

export const optionId = (card, slug) => `found-${card.id}-${slug}`;

function Token({ card, code, counts }) {
  const remove = () => {
    leave(card, code.slug);
    wishFocus();
  };
  return html`<span class="token" data-cat=${markOf(code.category)}>
    <${Mark} category=${code.category} />${code.label} ${counts && html`<em>${gettext("counts first")}</em>`}
    <button type="button" aria-label=${fill(gettext("Remove %(code)s"), { code: code.label })} onClick=${remove}>
      <${Icon} name="x" />
    </button>
  </span>`;
}

function Found({ card, code, matched, isOn }) {
  const chosen = card.draft.value.codes.includes(code.slug);
  const asking = card.asking.value === code.slug;
  return html`<li
    role="option"
    id=${optionId(card, code.slug)}
    aria-selected=${isOn}
    class=${`code found ${asking ? "code--confirm" : ""}`}
    onMouseDown=${(event) => event.preventDefault()}
    onClick=${() => toggle(card, code)}
  >
    ${!asking && (code.digit ? html`<kbd>${code.digit}</kbd>` : html`<span class="none"></span>`)}
    <${Mark} category=${code.category} />
    <span class="code__label">${code.label} ${matched && html`<span class="found__by">${matched}</span>`}</span>
    ${asking ? html`<kbd>Enter</kbd>` : chosen && html`<${Icon} name="check" />`}
    <span class="code__hint">${asking ? forGood() : code.hint}</span>
  </li>`;
}

export function Picker({ card }) {
  const hasFocus = useSignal(false);
  const chosen = chosenCodes(card);
  const primary = primaryOf(chosen);
  const found = useMemo(() => computed(() => resultsOf(card)), [card]).value;
  const query = card.query.value;
  const isOpen = hasFocus.value && (Boolean(query.trim()) || card.listOpen.value);
  const at = Math.min(card.highlighted.value, found.length - 1);
  const count = codesOf(card.organization).filter((code) => !code.retired).length;
  const onInput = (event) => {
    card.query.value = event.target.value;
    card.highlighted.value = 0;
    card.asking.value = null;
    card.trouble.value = "";
  };
  const none = fill(gettext("No code for “%(text)s”"), { text: query.trim() });
  const isList = isOpen && found.length > 0;
  const some = fill(ngettext("%(n)s code found", "%(n)s codes found", found.length), { n: found.length });
  return html`<div class="picker-at">
    <div class="picker">
      ${chosen.map((code) => html`<${Token} key=${code.slug} card=${card} code=${code} counts=${chosen.length > 1 && code === primary} />`)}
      <input
        data-search
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        enterkeyhint="done"
        aria-label=${gettext("Find a code")}
        aria-autocomplete="list"
        aria-expanded=${isList}
        aria-controls=${`found-${card.id}`}
        aria-activedescendant=${isOpen && found[at] ? optionId(card, found[at].code.slug) : null}
        placeholder=${fill(ngettext("Type to find the one code", "Type to find any of %(n)s codes", count), { n: count })}
        value=${query}
        onInput=${onInput}
        onFocus=${() => (hasFocus.value = true)}
        onBlur=${() => {
          hasFocus.value = false;
          card.listOpen.value = false;
        }}
      />
    </div>
    <ul class="float founds" role="listbox" id=${`found-${card.id}`} aria-label=${gettext("Codes found")} hidden=${!isList}>
      ${isList &&
      found.map(
        ({ code, matched }, place) =>
          html`<${Found} key=${code.slug} card=${card} code=${code} matched=${matched} isOn=${place === at} />`,
      )}
    </ul>
    ${isOpen && !isList && html`<p class="float founds founds__none faint small">${none}</p>`}
    ${isOpen && html`<span class="vh" role="status">${some}</span>`}
  </div>`;
}

function Chip({ card, code }) {
  const isChosen = card.draft.value.codes.includes(code.slug);
  // While the search has found it, the question stands there.
  const isAsking = card.asking.value === code.slug && !card.query.value.trim() && !card.listOpen.value;
  const press = (event) => {
    // The second half of a double click is not a second decision.
    if (event.detail > 1 || hasJustCome()) return;
    toggle(card, code);
    if (event.pointerType === "mouse" || event.pointerType === "pen") wishFocus();
  };
  const look = `code ${isAsking ? "code--confirm" : ""} ${code.digit ? "" : "code--nodigit"}`;
  return html`<button type="button" class=${look} aria-pressed=${isAsking ? "mixed" : String(isChosen)} onClick=${press}>
    ${!isAsking && (code.digit ? html`<kbd>${code.digit}</kbd>` : html`<span class="none"></span>`)}
    <${Mark} category=${code.category} />
    <span class="code__label">${code.label}</span>
    ${isAsking && html`<kbd>Enter</kbd>`}
    <span class="code__hint">${isAsking ? forGood() : code.hint}</span>
    ${!isAsking && html`<${Icon} name="check" />`}
  </button>`;
}

function Axis({ card, title, list, id }) {
  const all = useSignal(false);
  const shown = all.value ? list : list.slice(0, FEW);
  const rest = list.length - shown.length;
  const showAll = () => {
    all.value = true;
    wishFocus();
  };
  return html`<div class="axis" role="group" aria-labelledby=${id}>
    <h3 id=${id}>${title}</h3>
    ${shown.map((code) => html`<${Chip} key=${code.slug} card=${card} code=${code} />`)}
    ${rest > 0 && html`<button type="button" class="link axis__more" onClick=${showAll}>
      ${fill(ngettext("%(n)s more", "%(n)s more", rest), { n: rest })}
    </button>`}
  </div>`;
}

export function Axes({ card }) {
  if (!codes.value[card.organization]) {
    return html`<div class="axes skel--axes" aria-busy="true">
      ${[0, 1, 2].map((at) => html`<div class="axis" key=${at}>${[0, 1, 2, 3].map(() => html`<span class="bone w4"></span>`)}</div>`)}
    </div>`;
  }
  const facts = card.facts.value;
  const { codes: chosen } = card.draft.value;
  const list = codesOf(card.organization).filter((code) => isPossible(code, facts) || chosen.includes(code.slug));
  const titles = { result: gettext("Result"), next: gettext("What next"), failed: gettext("It did not work") };
  return html`<div class="axes">
    ${columns(list).map(
      ({ axis, codes: own }) =>
        html`<${Axis} key=${axis} card=${card} title=${titles[axis]} list=${own} id=${`axis-${axis}`} />`,
    )}
  </div>`;
}
