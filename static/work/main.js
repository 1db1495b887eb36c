/** Starts the workspace: takes over the server's skeleton once there is something to show. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { configure, whenSignedOut } from "./api.js";
import { Card } from "./card.js";
import { pushAll, pushKept, sweepHere } from "./drafts.js";
import { setLocale } from "./format.js";
import { html, Icon, useSprite } from "./html.js";
import { gettext } from "./i18n.js";
import { Incident } from "./incident.js";
import { startKeys } from "./keys.js";
import { KeySheet } from "./keysheet.js";
import { reconnect, startLive } from "./live.js";
import { flush, startOutbox } from "./outbox.js";
import { loadAll, refreshAll } from "./refresh.js";
import { askToSignIn, Relogin, whenSignedIn } from "./relogin.js";
import { refused, saved } from "./saving.js";
import { focusWish } from "./stack.js";
import { cards, codes, config, current, me, organizationOf, pane, phase, stack, startClock } from "./store.js";
import { Toasts } from "./toasts.js";
import { Today } from "./today.js";
import { NoCard, Waiting } from "./waiting.js";

const root = document.querySelector("[data-work]");
Object.assign(config, JSON.parse(document.getElementById("work-config").textContent));
configure(config);
setLocale(config.language, "", config.zone);
useSprite(document.documentElement.dataset.icons);

function Tabs() {
  const names = [gettext("Waiting"), gettext("Card"), gettext("Today")];
  return html`<fieldset class="tabs">
    <legend class="vh">${gettext("Pane")}</legend>
    ${names.map(
      (name, at) => html`<label key=${at}>
        <input type="radio" name="pane" id=${`p${at + 1}`} checked=${pane.value === at + 1} onClick=${() => (pane.value = at + 1)} />
        ${name} ${at === 0 && stack.value.length > 0 && html`<span class="badge">${stack.value.length}</span>`}
      </label>`,
    )}
  </fieldset>`;
}

/** What stands in the sheet; its head takes the focus when the last card has left. */
function Sheet() {
  const sheet = useRef(null);
  const card = current.value;
  const { turn } = focusWish.value;
  useLayoutEffect(() => {
    if (turn && !card) sheet.current.querySelector("[data-card-head]")?.focus();
  }, [turn, card]);
  return html`<main class="work__main pane pane--2" id="main" tabindex="-1" ref=${sheet}>
    ${card ? html`<${Card} card=${card} />` : html`<${NoCard} />`}
  </main>`;
}

const Failed = () => html`<main class="work__main pane pane--2" id="main" tabindex="-1">
  <div class="blank" role="alert">
    <${Icon} name="alert" large />
    <h1>${gettext("The workspace could not be loaded")}</h1>
    <p>${gettext("Nothing is lost: what you chose is kept. We try again by ourselves every few seconds.")}</p>
    <div class="acts">
      <button type="button" class="btn" onClick=${load}><${Icon} name="again" />${gettext("Try now")}</button>
    </div>
  </div>
</main>`;

const App = () => html`
  <${Tabs} /><${Incident} />
  <aside class="work__side pane pane--1" aria-label=${gettext("Waiting")}><${Waiting} /></aside>
  ${phase.value === "failed" ? html`<${Failed} />` : html`<${Sheet} />`}
  <aside class="work__side work__side--pad pane pane--3" aria-label=${gettext("Today")}><${Today} /></aside>
  <${Toasts} /><${KeySheet} /><${Relogin} />
`;

let isShown = false;
function show() {
  if (isShown) return;
  isShown = true;
  root.textContent = "";
  root.removeAttribute("aria-busy");
  render(html`<${App} />`, root);
}

let retry = 0;
async function load() {
  clearTimeout(retry);
  const done = await loadAll();
  setLocale(config.language, organizationOf(config.organization)?.region, config.zone);
  show();
  if (!done) retry = setTimeout(load, 8000);
}

/** The number of waiting cards, where it is seen from other windows and pages. */
function showCount() {
  const title = document.title.replace(/^\(\d+\) /, "");
  effect(() => {
    const count = stack.value.length;
    document.title = count ? `(${count}) ${title}` : title;
    const entry = document.querySelector('[data-nav="work"]');
    if (!entry) return;
    entry.querySelector(".badge")?.remove();
    if (!count) return;
    const badge = Object.assign(document.createElement("span"), { className: "badge", textContent: count });
    entry.append(badge);
  });
}

whenSignedOut((other) => {
  show();
  askToSignIn(other);
});
whenSignedIn(() => {
  if (!me.value || !codes.value[config.organization]) load();
  else refreshAll();
  pushKept(cards.value);
  flush();
  reconnect();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) pushAll(cards.value);
});
addEventListener("pagehide", () => pushAll(cards.value));

startClock();
startKeys();
showCount();
sweepHere();
await startOutbox({ saved, refused });
await load();
startLive();
