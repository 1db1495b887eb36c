/** The right pane: what was promised, what was done today, and how the shift adds up. */
import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { post, Refusal, SignedOut, Unreachable } from "./api.js";
import { clock, dayIn, shortDate, timeOfDay } from "./format.js";
import { Coded, html, Icon, Mark } from "./html.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { toast } from "./notices.js";
import { callbacksChanged } from "./refresh.js";
import { select } from "./stack.js";
import { callbacks, calls, cards, config, me, minute, organizationOf } from "./store.js";

const SHOWN = 12;
const DUE = 8;
const withheld = () => gettext("Number withheld");
const pageOf = (organization, call) => `/o/${organization}/calls/${call}/`;

/** A length of time in the largest two units that matter: 22 min, 1 h 53. */
function span(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  if (minutes < 60) return fill(gettext("%(n)s min"), { n: minutes });
  if (minutes < 1440) return fill(gettext("%(h)s h %(m)s"), { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
  const days = Math.round(minutes / 1440);
  return fill(ngettext("%(n)s day", "%(n)s days", days), { n: days });
}

const Due = ({ at }) => {
  const wait = useMemo(() => computed(() => Date.parse(at) - minute.value), [at]).value;
  return wait < 0
    ? html`<span class="state state--wait"><${Icon} name="clock" />${fill(gettext("%(time)s late"), { time: span(-wait) })}</span>`
    : html`<span class="faint">${fill(gettext("in %(time)s"), { time: span(wait) })}</span>`;
};

async function finish(organization, callback, button) {
  const row = button.closest("li");
  const neighbour = row.nextElementSibling || row.previousElementSibling;
  (neighbour?.querySelector("button") || document.getElementById("due-head")).focus();
  const before = callbacks.value[organization];
  callbacks.value = { ...callbacks.value, [organization]: before.filter(({ id }) => id !== callback.id) };
  try {
    await post(`callbacks/${callback.id}/done/`, {}, { organization });
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof Unreachable || fault instanceof SignedOut)) throw fault;
    callbacks.value = { ...callbacks.value, [organization]: before };
    toast({ kind: "stop", icon: "alert", title: gettext("The callback is still open"), small: fault.message, seconds: 8 });
  }
  callbacksChanged(organization);
}

/** The shape of rows that have not been heard of yet; "nothing" is said only when the server said so. */
const Bones = () =>
  html`<div class="skel" aria-busy="true">
    ${["w3", "w2", "w3"].map((width, at) => html`<div key=${at}><span class="bone w1"></span><span class=${`bone ${width}`}></span></div>`)}
  </div>`;
const isHeard = (lists) => Object.keys(lists).length > 0;

function Callbacks() {
  const rows = Object.entries(callbacks.value)
    .flatMap(([organization, list]) => list.map((callback) => ({ organization, callback })))
    .filter(({ callback }) => ["scheduled", "due"].includes(callback.state))
    .sort((one, other) => Date.parse(one.callback.at) - Date.parse(other.callback.at));
  const late = rows.filter(({ callback }) => Date.parse(callback.at) < minute.value).length;
  const today = dayIn(new Date(minute.value));
  return html`<section aria-labelledby="due-head">
    <div class="section-head">
      <h2 id="due-head" tabindex="-1">${gettext("Callbacks due")}</h2>
      ${late > 0 && html`<span class="badge badge--wait">${fill(gettext("%(n)s late"), { n: late })}</span>`}
    </div>
    ${rows.length
      ? html`<ul class="rows">
          ${rows.slice(0, DUE).map(({ organization, callback }) => {
            const who = callback.contact?.name || callback.number || withheld();
            return html`<li class="due" key=${`${organization}${callback.id}`}>
              <time datetime=${callback.at}>${dayIn(callback.at) === today ? timeOfDay(callback.at) : shortDate(callback.at)}</time>
              <span class="due__who">
                ${callback.call
                  ? html`<a class="clip" href=${pageOf(organization, callback.call)}>${who}</a>`
                  : html`<span class="clip">${who}</span>`}
                ${organization !== config.organization && html`<small class="faint clip">${organizationOf(organization)?.name}</small>`}
              </span>
              <${Due} at=${callback.at} />
              <button
                type="button"
                class="btn btn--sm btn--quiet"
                aria-label=${fill(gettext("Done: %(who)s"), { who })}
                onClick=${(event) => finish(organization, callback, event.target)}
              >
                ${gettext("Done")}
              </button>
            </li>`;
          })}
        </ul>`
      : isHeard(callbacks.value)
        ? html`<p class="small muted">${gettext("No callback is planned.")}</p>`
        : html`<${Bones} />`}
    ${rows.length > DUE &&
    html`<p class="small faint">${fill(ngettext("%(n)s more later", "%(n)s more later", rows.length - DUE), { n: rows.length - DUE })}</p>`}
  </section>`;
}

function Mine({ organization, call }) {
  const card = cards.value.find((one) => one.facts.value.call.id === call.id && !one.leaving.value);
  const code = call.codes?.find(({ is_primary: primary }) => primary) || call.codes?.[0];
  const who = call.contact?.name || call.caller_name || call.number || withheld();
  const inside = html`<time datetime=${call.started_at}>${timeOfDay(call.started_at)}</time>
    ${code
      ? html`<span class="row">
          <${Coded} code=${code} />${call.codes.length > 1 && html`<span class="faint tiny">+${call.codes.length - 1}</span>`}
        </span>`
      : html`<span class="state state--wait"><${Mark} category="unclassified" />${gettext("No code yet")}</span>`}
    <span class="clip">${who}</span>`;
  return card && !code
    ? html`<button type="button" class="mine" onClick=${() => select(card)}>${inside}</button>`
    : html`<a class="mine" href=${pageOf(organization, call.id)}>${inside}</a>`;
}

function MyCalls() {
  const lists = Object.entries(calls.value);
  const rows = lists
    .flatMap(([organization, { rows: own }]) => own.map((call) => ({ organization, call })))
    .filter(({ call }) => call.status !== "in_progress")
    .sort((one, other) => Date.parse(other.call.started_at) - Date.parse(one.call.started_at));
  const more = lists.some(([, list]) => list.more);
  return html`<section aria-labelledby="mine-head">
    <div class="section-head">
      <h2 id="mine-head">${gettext("My calls today")}</h2>
      ${rows.length > 0 && html`<span class="faint small">${rows.length}${more && "+"}</span>`}
      <a class="link end" href=${`/o/${config.organization}/calls/`}>${gettext("All")}</a>
    </div>
    ${rows.length
      ? html`<ul class="rows rows--press">
          ${rows.slice(0, SHOWN).map(
            ({ organization, call }) =>
              html`<li key=${`${organization}${call.id}`}><${Mine} organization=${organization} call=${call} /></li>`,
          )}
        </ul>`
      : isHeard(calls.value)
        ? html`<p class="small muted">${gettext("No calls yet today. Each one stands here with its code.")}</p>`
        : html`<${Bones} />`}
  </section>`;
}

const Goal = ({ name, value, of, share }) =>
  html`<p class="goal">
    <span>${name}</span><span><b>${value}</b> ${of && html`<span class="of">${of}</span>`}</span>
    ${share !== undefined &&
    html`<svg aria-hidden="true">
      <rect class="track" width="100%" height="4" rx="2" />
      <rect class="fill" width=${`${Math.min(100, Math.round(share * 100))}%`} height="4" rx="2" />
    </svg>`}
  </p>`;

function Shift() {
  const shift = me.value?.shift;
  if (!shift) return null;
  const { calls: all, coded, coded_within_minute: quick, average_wrapup_s: average } = shift;
  const start = shift.since && timeOfDay(shift.since);
  return html`<section aria-labelledby="shift-head">
    <div class="section-head">
      <h2 id="shift-head">${gettext("Shift")}</h2>
      ${start && start !== "00:00" && html`<span class="faint small">${fill(gettext("since %(time)s"), { time: start })}</span>`}
    </div>
    <div>
      <${Goal} name=${gettext("Coded")} value=${coded} of=${fill(gettext("of %(n)s"), { n: all })} share=${all ? coded / all : 0} />
      <${Goal}
        name=${gettext("Coded within a minute")}
        value=${quick}
        of=${fill(gettext("of %(n)s"), { n: coded })}
        share=${coded ? quick / coded : 0}
      />
      <${Goal} name=${gettext("Average wrap-up")} value=${average === null || average === undefined ? "–" : clock(average)} />
    </div>
  </section>`;
}

/** Which telephone I sit at: calls of no telephone of mine never come up here. */
function Desk() {
  const place = me.value?.organizations.find(({ slug }) => slug === config.organization);
  if (!place) return null;
  const { telephones } = place;
  return html`<section aria-label=${gettext("Telephone")}><p class="desk">
    <${Icon} name="phone" />
    <span class=${telephones.length ? "" : "faint"}>
      ${telephones.length ? fill(gettext("Telephone %(number)s"), { number: telephones.join(", ") }) : gettext("No telephone")}
    </span>
    <a class="link end" href=${`/o/${config.organization}/telephone/`}>
      ${telephones.length ? gettext("Change telephone") : gettext("Choose one")}
    </a>
  </p></section>`;
}

export const Today = () => html`<${Callbacks} /><${MyCalls} /><${Shift} /><${Desk} />`;
