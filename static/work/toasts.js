/** Notices at the foot of the page: saving, saved with the way back, waiting for the network, what went wrong. */
import { html, Icon, Ring } from "./html.js";
import { fill, gettext, ngettext } from "./i18n.js";
import { dismiss, notices, spoken } from "./notices.js";
import { flush, waiting } from "./outbox.js";
import { signedOut } from "./relogin.js";
import { newcomer, wishFocus } from "./stack.js";
import { now } from "./store.js";

function Undo({ undo }) {
  // Read so that the digits follow the clock; the end itself is this computer's time.
  void now.value;
  const left = Math.max(0, Math.ceil((undo.until - Date.now()) / 1000));
  if (!left) return null;
  const share = `${Math.round((left / undo.seconds) * 100)} 100`;
  return html`<button type="button" class="btn btn--sm" aria-keyshortcuts="Alt+Z" onClick=${undo.run}>
    <${Ring} share=${share} />${fill(gettext("Undo %(n)s s"), { n: left })} <kbd>Alt Z</kbd>
  </button>`;
}

function Toast({ notice }) {
  const { id, kind, icon, title, small, effects, action, undo } = notice;
  const act = () => {
    dismiss(id);
    action.run();
  };
  const close = () => {
    dismiss(id);
    wishFocus();
  };
  return html`<div class=${`toast ${kind && `toast--${kind}`}`} role=${kind === "stop" ? "alert" : null}>
    <${Icon} name=${icon} />
    <div class="toast__body">
      <b>${title}</b>${small && html`<small>${small}</small>`}${effects && html`<small class="toast__effects">${effects}</small>`}
    </div>
    ${undo && html`<${Undo} undo=${undo} />`}
    ${action && html`<button type="button" class="btn btn--sm" onClick=${act}>${action.label}</button>`}
    ${kind === "stop" &&
    html`<button type="button" class="btn btn--quiet btn--sm btn--icon" aria-label=${gettext("Close")} onClick=${close}>
      <${Icon} name="x" />
    </button>`}
  </div>`;
}

function Offline() {
  const entries = waiting.value;
  if (!entries.length) return null;
  const n = entries.length;
  const title = signedOut.value
    ? fill(ngettext("Signed out, %(n)s waiting", "Signed out, %(n)s waiting", n), { n })
    : fill(ngettext("Offline, %(n)s waiting", "Offline, %(n)s waiting", n), { n });
  const names = entries.map(({ name }) => name).join(", ");
  return html`<div class="toast toast--wait">
    <${Icon} name="off" />
    <div class="toast__body">
      <b>${title}</b><small>${gettext("Kept on this computer. Go on coding.")}</small><small class="clip">${names}</small>
    </div>
    <button type="button" class="btn btn--sm" onClick=${flush}>${gettext("Try now")}</button>
  </div>`;
}

export function Toasts() {
  return html`<div class="toasts toasts--work" role="region" aria-label=${gettext("Messages")}>
      <${Offline} />${notices.value.map((notice) => html`<${Toast} key=${notice.id} notice=${notice} />`)}
    </div>
    <p class="vh" role="status">${spoken}</p>
    <p class="vh" role="alert">${newcomer}</p>`;
}
