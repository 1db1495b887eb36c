/** The demonstration's button: real recorded calls, played again as if they came in now. */
import { useSignal } from "@preact/signals";

import { post, Refusal, SignedOut, Unreachable } from "./api.js";
import { html, Icon } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { wishFocus } from "./stack.js";
import { me, replay } from "./store.js";

export function Replay() {
  const trouble = useSignal("");
  if (!me.value?.demo) return null;
  const { running, done = 0, total = 0, name } = replay.value || {};
  const start = async () => {
    trouble.value = "";
    try {
      replay.value = await post("demo/replay/", {});
      wishFocus();
    } catch (fault) {
      if (!(fault instanceof Refusal || fault instanceof Unreachable || fault instanceof SignedOut)) throw fault;
      trouble.value = fault.message;
    }
  };
  return html`<div class="side-act replay">
    ${running
      ? html`<div class="progress">
          <div>
            <span>${fill(gettext("Replaying: call %(done)s of %(total)s"), { done, total })}</span>
          </div>
          <svg role="progressbar" aria-valuemin="0" aria-valuemax=${total} aria-valuenow=${done} aria-label=${gettext("Replay")}>
            <rect class="track" width="100%" height="6" rx="3" />
            <rect class="fill" width=${`${total ? (100 * done) / total : 0}%`} height="6" rx="3" />
          </svg>
          ${name && html`<small class="faint">${name}</small>`}
        </div>`
      : html`<button type="button" class="btn btn--sm btn--quiet" onClick=${start}>
          <${Icon} name="play" />${gettext("Replay calls")}
        </button>`}
    ${trouble.value && html`<p class="field__error" role="alert"><${Icon} name="alert" />${trouble.value}</p>`}
  </div>`;
}
