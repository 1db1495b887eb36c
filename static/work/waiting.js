/** The left pane: every card that waits, in the order it came. */
import { direction, Elapsed, howItEnded } from "./card.js";
import { clock, listed, shortDate, timeOfDay, upperFirst } from "./format.js";
import { Coded, html, Icon, Ring } from "./html.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { LogCall } from "./logcall.js";
import { Replay } from "./replay.js";
import { select } from "./stack.js";
import { currentId, isLive, manyOrganizations, sheetOpen, stack, whoIs } from "./store.js";

function state(facts) {
  const { part, call } = facts;
  const place = listed([direction(call), call.queue || call.campaign]);
  if (facts.state === "preparing") {
    const word = part?.answered_at ? gettext("Talking") : gettext("Ringing");
    return html`<span class="state state--live">${word}</span> · ${place}`;
  }
  const length = part?.answered_at ? clock(part.talk_s) : "";
  if (facts.state === "to_classify") {
    return html`<span class="state state--wait">${gettext("To classify")}</span> · ${listed([direction(call), length])}`;
  }
  return listed([gettext("Wrap-up"), direction(call), length]);
}

function third({ facts, draft, conflict }) {
  const { codes } = draft.value;
  const { history, state: now } = facts.value;
  const place = manyOrganizations.value ? facts.value.organization.name : "";
  if (conflict.value) return html`${place && `${place} ·`} <span class="state state--wait tiny">${gettext("Two versions")}</span>`;
  const chosen = codes.length
    ? fill(ngettext("%(n)s code chosen", "%(n)s codes chosen", codes.length), { n: codes.length })
    : "";
  if (now === "preparing") {
    const last = !place && !chosen && history?.[0]?.codes[0];
    return html`${upperFirst(listed([place, chosen || gettext("card ready")]))}${last && html` · ${gettext("last")} <${Coded} code=${last} />`}`;
  }
  return upperFirst(listed([place || howItEnded(facts.value), chosen || gettext("no code yet")]));
}

/** When it ended; with the day when that was not today. */
function since({ call, part }) {
  const ended = part?.ended_at || call.ended_at || call.started_at;
  return Date.now() - Date.parse(ended) > 20 * 3_600_000 ? shortDate(ended) : timeOfDay(ended);
}

function Row({ card }) {
  const facts = card.facts.value;
  const live = isLive(card);
  const began = facts.part?.answered_at || facts.part?.ringing_at || facts.call.started_at;
  return html`<button
    type="button"
    class="waiting"
    aria-current=${card.id === currentId.value ? "true" : null}
    onClick=${() => select(card)}
  >
    ${live ? html`<${Icon} name="phone" />` : html`<${Ring} kind="ring--none" />`}
    <span class="waiting__who">${whoIs(facts, gettext("Number withheld"))}</span>
    ${live
      ? html`<span class="waiting__t"><${Elapsed} since=${began} /></span>`
      : html`<span class="waiting__t faint">${since(facts)}</span>`}
    <span class="waiting__meta">${state(facts)}</span>
    <span class="waiting__meta waiting__meta--3">${third(card)}</span>
  </button>`;
}

export function Waiting() {
  const rows = stack.value;
  return html`
    <div class="section-head">
      <h2>${gettext("Waiting")}</h2>
      <span class="badge">${rows.length}</span>
      ${rows.length > 1 && html`<span class="end kbd-plain"><kbd>Alt ↓</kbd> ${gettext("next")}</span>`}
    </div>
    <ul>${rows.map((card) => html`<li key=${card.id}><${Row} card=${card} /></li>`)}</ul>
    ${!rows.length &&
    html`<p class="side-empty small muted">${gettext("Nothing waits. A call that rings appears here by itself.")}</p>`}
    <${LogCall} />
    <${Replay} />
    <div class="keys-foot hide-s">
      <span><kbd>1</kbd>–<kbd>9</kbd> ${gettext("choose")}</span>
      <span><kbd>Alt Z</kbd> ${gettext("undo")}</span>
      <button type="button" class="link" aria-keyshortcuts="Alt+/" onClick=${() => (sheetOpen.value = true)}>
        <kbd>?</kbd> ${gettext("keys")}
      </button>
    </div>
  `;
}

/** The middle pane when no card is left. */
export function NoCard() {
  return html`<div class="blank" data-empty>
    <${Icon} name="tray" large />
    <h1 tabindex="-1" data-card-head>${gettext("Every call has its code")}</h1>
    <p>${gettext("The next call opens here by itself as soon as it rings. You can prepare its codes while you talk.")}</p>
  </div>`;
}

