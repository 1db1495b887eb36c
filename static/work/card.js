/** The open card: who it was, what was before, what may be done, and the foot that saves it. */
import { computed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";

import { Asks, Note } from "./asks.js";
import { Axes, Picker } from "./codes.js";
import { Conflict } from "./conflict.js";
import { clock, dayAndTime, listed, longDate, shortDate, timeOfDay } from "./format.js";
import { Coded, html, Icon } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { speak } from "./notices.js";
import { Certainty, GoesOn, People } from "./people.js";
import { Effects, SaveBar } from "./savebar.js";
import { focusWish } from "./stack.js";
import { manyOrganizations, now, whoIs } from "./store.js";

/** Seconds since a moment, ticking in place. */
export const Elapsed = ({ since }) => {
  const text = useMemo(() => computed(() => clock((now.value - Date.parse(since)) / 1000)), [since]);
  return html`<span>${text}</span>`;
};

export const direction = (call) => (call.direction === "outbound" ? gettext("Outbound") : gettext("Inbound"));

export function howItEnded({ part }) {
  if (!part?.answered_at) return gettext("Not answered");
  const ends = {
    customer: gettext("customer hung up"),
    agent: gettext("you hung up"),
    switch: gettext("the line fell out"),
  };
  return ends[part.ended_by] || gettext("call ended");
}

const LocalTime = ({ zone, place }) => {
  const text = useMemo(
    () => computed(() => fill(gettext("%(place)s, %(time)s there"), { place, time: timeOfDay(new Date(now.value), zone) })),
    [zone, place],
  );
  return html`<span>${text}</span>`;
};

function Clock({ facts }) {
  const { state, part, call } = facts;
  if (state === "preparing") {
    const talking = part?.answered_at;
    return html`<div class="card__clock card__clock--live">
      <span class="state state--live"><${Icon} name="phone" />${talking ? gettext("Talking") : gettext("Ringing")}</span>
      <span class="clock"><${Elapsed} since=${talking || part?.ringing_at || call.started_at} /></span>
    </div>`;
  }
  const ended = part?.ended_at || call.ended_at;
  if (!ended) return null;
  return html`<p class="card__ended faint small">${fill(gettext("Ended %(time)s"), { time: timeOfDay(ended) })}</p>`;
}

function Head({ facts }) {
  const { call, contact, part, state, customer_time: there } = facts;
  const withheld = gettext("Number withheld");
  const who = whoIs(facts, withheld);
  const number = call.number || withheld;
  const talked = part?.answered_at
    ? fill(gettext("%(time)s talked, %(ended)s"), { time: clock(part.talk_s), ended: howItEnded(facts) })
    : howItEnded(facts);
  return html`<header class="card__head">
    <div class="card__who">
      <h1 tabindex="-1" data-card-head>${who}</h1>
      ${who !== number && html`<span class="num" dir="ltr">${number}</span>`}
    </div>
    <div class="card__meta">
      <span>
        <${Icon} name=${call.direction === "outbound" ? "out" : "in"} />
        ${listed([direction(call), call.queue || call.campaign])}
      </span>
      ${manyOrganizations.value && html`<span>${facts.organization.name}</span>`}
      <${Certainty} facts=${facts} />
      ${state !== "preparing" && html`<span>${talked}</span>`}
      ${contact && call.caller_name && call.caller_name !== contact.name && html`<span>“${call.caller_name}”</span>`}
      ${there && html`<${LocalTime} zone=${there.zone} place=${there.place} />`}
    </div>
    <${Clock} facts=${facts} />
  </header>`;
}

function History({ facts }) {
  if (!facts.history?.length) return html`<p class="small faint">${gettext("No calls with this person before")}</p>`;
  return html`<ul class="rows hist">
    ${facts.history.map(
      (past) => html`<li key=${past.call}>
        <time datetime=${past.started_at}>${shortDate(past.started_at)}</time>
        ${past.codes.length
          ? html`<span class="codes-line"><${Coded} code=${past.codes.find((code) => code.is_primary) || past.codes[0]} />
              ${past.codes.length > 1 && html`<span class="faint tiny">+${past.codes.length - 1}</span>`}</span>`
          : html`<span class="faint">${gettext("No code")}</span>`}
        <q title=${past.note || null}>${past.note}</q><span class="faint">${past.agent}</span>
      </li>`,
    )}
  </ul>`;
}

function restingWords({ kind, until, ready_again: ready }) {
  if (ready) return { look: "", icon: "ok", head: gettext("Ready again") };
  if (kind === "opt_out") return { look: "gate--stop", icon: "shield", head: gettext("Asked not to be contacted") };
  if (kind === "invalid") return { look: "gate--stop", icon: "alert", head: gettext("This number is marked as wrong") };
  if (kind === "register") return { look: "gate--stop", icon: "shield", head: gettext("On a do-not-call register") };
  if (kind !== "cooldown") return { look: "gate--stop", icon: "shield", head: gettext("Not to be contacted") };
  const head = until
    ? fill(gettext("Resting until %(date)s"), { date: longDate(until) })
    : gettext("Resting, no end set");
  return { look: "gate--wait", icon: "clock", head };
}

function Resting({ facts }) {
  const { resting, open_callback: promised, customer_time: there } = facts;
  const words = resting && restingWords(resting);
  return html`${words &&
    html`<p class=${`gate ${words.look}`}>
      <${Icon} name=${words.icon} /><span><b>${words.head}</b>${resting.reason && ` · ${resting.reason}`}</span>
    </p>`}
    ${promised &&
    html`<p class="gate gate--plain">
      <${Icon} name="clock" />
      <span>
        ${fill(gettext("A callback is agreed for %(time)s"), { time: dayAndTime(promised.at, there?.zone) })}
        ${promised.note && ` · ${promised.note}`}
      </span>
    </p>`}`;
}

const TARGETS = {
  search: "[data-search]",
  note: "[data-note]",
  callback: "[data-callback] input:checked, [data-callback] input",
  list: ".waiting[aria-current=true]",
};
const finePointer = matchMedia("(pointer: fine)");
let granted = 0;

/** Put the focus where it was wished; on a touch screen the head, so that no keyboard slides over the codes. */
function useFocus(root, card) {
  const { what, turn } = focusWish.value;
  // The frame stays from card to card, which is quick; what belongs to one person starts anew.
  useLayoutEffect(() => {
    root.current.querySelector(".card").scrollTop = 0;
    speak(whoIs(card.facts.peek(), gettext("Number withheld")));
  }, [card]);
  useLayoutEffect(() => {
    if (turn === granted || document.querySelector("dialog[open]")) return;
    granted = turn;
    const calm = what === "search" && !finePointer.matches;
    const target = root.current?.querySelector(calm ? "[data-card-head]" : TARGETS[what]);
    if (what === "callback") target?.scrollIntoView({ block: "nearest" });
    target?.focus({ preventScroll: what !== "note" });
  }, [turn]);
}

export function Card({ card }) {
  const root = useRef(null);
  const facts = card.facts.value;
  useFocus(root, card);
  return html`<div class="card__frame" ref=${root}>
    <div class="card" data-card=${card.id}>
      <${Head} facts=${facts} />
      <section class="stacked" aria-label=${gettext("History")}>
        <${GoesOn} facts=${facts} timeOf=${timeOfDay} />
        <${People} card=${card} />
        <${History} facts=${facts} />
        <${Resting} facts=${facts} />
      </section>
      ${card.conflict.value && html`<${Conflict} card=${card} />`}
      <section class="stacked" aria-labelledby="codes-head">
        <h2 class="vh" id="codes-head">${gettext("Codes")}</h2>
        <${Picker} card=${card} />
        <${Axes} card=${card} />
      </section>
      <${Asks} key=${card.id} card=${card}><${Note} card=${card} /><//>
    </div>
    <footer class="save"><${Effects} card=${card} /><${SaveBar} card=${card} /></footer>
  </div>`;
}
