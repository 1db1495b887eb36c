/** What the chosen codes ask for (a time, an address, an amount), and the note. */
import { useSignal } from "@preact/signals";

import { changeDraft, setField } from "./choose.js";
import { dayAndTime, homeZone, shortDate, timeOfDay, upperFirst, weekday } from "./format.js";
import { html, Mark } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { asks } from "./rules.js";
import { Kept } from "./savebar.js";
import { chosenCodes, minute, organizationOf, serverNow } from "./store.js";
import { localTime, momentOf, presets } from "./zones.js";

const zoneOf = (card) =>
  card.facts.value.customer_time?.zone || organizationOf(card.organization)?.time_zone || homeZone();

/** The next working day by its name, by its date where that name comes twice before. */
function presetLabel({ name, at }, zone, now) {
  if (name === "hour") return gettext("+1 h");
  if (name === "today") return gettext("Today");
  if (name === "tomorrow") return gettext("Tomorrow");
  const moment = momentOf(at, zone);
  return moment - now < 6 * 86_400_000 ? upperFirst(weekday(moment, zone)) : shortDate(moment, zone);
}

/** Why the day after tomorrow is offered: nobody works tomorrow. */
const closedTomorrow = (offers) => offers.some(({ name }) => name === "workday");

function zoneWords(card, zone, chosenAt) {
  const place = card.facts.value.customer_time?.place;
  const whose = place
    ? fill(gettext("Customer's time, %(place)s"), { place })
    : fill(gettext("Time in %(zone)s"), { zone: zone.split("/").at(-1).replaceAll("_", " ") });
  if (!chosenAt) return whose;
  const moment = momentOf(chosenAt, zone);
  const here = timeOfDay(moment);
  const there = timeOfDay(moment, zone);
  return here === there ? whose : `${whose} · ${fill(gettext("%(time)s for you"), { time: dayAndTime(moment) })}`;
}

function CallbackAsk({ card, code }) {
  const zone = zoneOf(card);
  const { callback } = card.draft.value;
  const picked = useSignal("");
  const { working_days: workingDays } = card.facts.value;
  const offers = presets(new Date(minute.value), zone, workingDays);
  const same = offers.find(({ name, at }) => callback?.at === at && (!picked.value || picked.value === name));
  const isOther = picked.value === "other" || (callback?.at && !same && picked.value !== "hour");
  const owner = callback?.owner || "me";
  const set = (changes) => changeDraft(card, { callback: { at: callback?.at || "", zone, owner, ...changes } });
  const pick = (name) => {
    picked.value = name;
    card.trouble.value = "";
    const fresh = presets(new Date(serverNow()), zone, workingDays).find((offer) => offer.name === name);
    if (fresh) set({ at: fresh.at });
  };
  const isOn = ({ name }) => !isOther && Boolean(callback?.at) && (picked.value ? picked.value === name : same?.name === name);
  const group = `callback-${card.id}`;
  return html`<fieldset class="field" data-callback>
    <legend class="field__label"><${Mark} category=${code.category} />${fill(gettext("%(code)s: when?"), { code: code.label })}</legend>
    <div class="seg">
      ${offers.map(
        (offer) => html`<label key=${offer.name}>
          <input type="radio" name=${group} checked=${isOn(offer)} onClick=${() => pick(offer.name)} />
          ${presetLabel(offer, zone, minute.value)}
          <span class="muted">${(isOn(offer) && offer.name === "hour" ? callback.at : offer.at).slice(11)}</span>
        </label>`,
      )}
      <label>
        <input type="radio" name=${group} checked=${Boolean(isOther)} onClick=${() => (picked.value = "other")} />
        ${gettext("Other…")}
      </label>
    </div>
    ${isOther &&
    html`<input
      type="datetime-local"
      class="input input--when"
      aria-label=${gettext("Date and time of the callback")}
      min=${localTime(new Date(minute.value), zone)}
      value=${callback?.at || ""}
      onInput=${(event) => set({ at: event.target.value.slice(0, 16) })}
    />`}
    <p class="field__hint">
      ${zoneWords(card, zone, callback?.at)}${closedTomorrow(offers) && ` · ${gettext("nobody works here tomorrow")}`}
    </p>
    <label class="owner small">
      <input
        type="checkbox"
        class="check"
        checked=${owner === "team"}
        onChange=${(event) => set({ owner: event.target.checked ? "team" : "me" })}
      />
      ${gettext("Anyone in the team may call")}
    </label>
  </fieldset>`;
}

function EmailAsk({ card, code }) {
  const { email } = card.draft.value;
  const shown = email ?? card.facts.value.contact?.email ?? "";
  const id = `email-${card.id}`;
  return html`<div class="field">
    <label class="field__label" for=${id}>
      <${Mark} category=${code.category} />${gettext("E-mail")}<span class="req">${gettext("optional")}</span>
    </label>
    <input class="input" type="email" autocomplete="off" id=${id} value=${shown} aria-describedby=${`${id}-hint`}
      onInput=${(event) => changeDraft(card, { email: event.target.value })} />
    <p class="field__hint" id=${`${id}-hint`}>
      ${shown.trim() ? gettext("The mail for this result goes here") : gettext("No address: nothing will be sent")}
    </p>
  </div>`;
}

function AmountAsk({ card, code }) {
  const id = `amount-${card.id}-${code.slug}`;
  return html`<div class="field">
    <label class="field__label" for=${id}>
      <${Mark} category=${code.category} />${fill(gettext("%(code)s: amount"), { code: code.label })}
      <span class="req">${gettext("optional")}</span>
    </label>
    <input class="input" inputmode="decimal" autocomplete="off" id=${id} value=${card.draft.value.fields[code.slug]?.amount || ""}
      onInput=${(event) => setField(card, code.slug, "amount", event.target.value)} />
  </div>`;
}

export function Asks({ card, children }) {
  const chosen = chosenCodes(card);
  const firstAsking = (what) => chosen.find((code) => asks([code], what));
  const callback = firstAsking("callback");
  const email = firstAsking("email");
  const amounts = chosen.filter((code) => asks([code], "amount"));
  const none = !callback && !email && !amounts.length;
  return html`<section class=${`card__asks ${none ? "card__asks--note" : ""}`} aria-label=${gettext("Asked by the codes")}>
    ${!none &&
    html`<div class="asks" key="asks">
      ${callback && html`<${CallbackAsk} key="callback" card=${card} code=${callback} />`}
      ${amounts.map((code) => html`<${AmountAsk} key=${code.slug} card=${card} code=${code} />`)}
      ${email && html`<${EmailAsk} key="email" card=${card} code=${email} />`}
    </div>`}
    <div key="note">${children}</div>
  </section>`;
}

export function Note({ card }) {
  const id = `note-${card.id}`;
  return html`<div class="field">
    <label class="field__label" for=${id}>${gettext("Note")} <kbd>Alt N</kbd><${Kept} card=${card} /></label>
    <textarea class="input" id=${id} data-note rows="2" maxlength="10000" aria-keyshortcuts="Alt+N" value=${card.draft.value.note}
      onInput=${(event) => changeDraft(card, { note: event.target.value })}></textarea>
  </div>`;
}
