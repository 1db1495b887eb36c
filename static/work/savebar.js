/** The foot of the card: what saving does, what stands in its way, and the two ways on. */
import { dayAndTime, listed, timeWithSeconds } from "./format.js";
import { html, Icon } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { asks } from "./rules.js";
import { mailAddress, obstacle, save } from "./saving.js";
import { putLast } from "./stack.js";
import { chosenCodes, stack } from "./store.js";
import { momentOf } from "./zones.js";

function callbackWords({ callback }) {
  if (!callback?.at) return "";
  const time = dayAndTime(momentOf(callback.at, callback.zone), callback.zone);
  return callback.owner === "team"
    ? fill(gettext("the team calls back %(time)s"), { time })
    : fill(gettext("you call back %(time)s"), { time });
}

// Without a number that could be dialled an entry on a list stops nothing.
const blocks = (code) => code.permanent || ["negative", "opt_out", "bad_number"].includes(code.category);

function consequences(card) {
  const { call, contact } = card.facts.value;
  const chosen = chosenCodes(card);
  const parts = chosen.flatMap((code) => code.does || []);
  if (asks(chosen, "callback")) parts.unshift(callbackWords(card.draft.value));
  const mails = chosen.map((code) => code.does_with?.email).filter(Boolean);
  if (mails.length) parts.push(...(mailAddress(card) ? mails : [gettext("no address: nothing will be sent")]));
  if (!call.number_e164 && !contact && chosen.some(blocks)) parts.push(gettext("no number: nothing will be blocked"));
  return listed([...new Set(parts)]);
}

export function Effects({ card }) {
  const trouble = card.trouble.value;
  const reason = obstacle(card);
  const words = consequences(card);
  const nothing = card.draft.value.codes.length ? gettext("only the code is recorded") : gettext("nothing chosen yet");
  return html`<div class="save__text">
    <p class="save__does"><b>${gettext("Saving:")}</b> ${words || nothing}</p>
    <p class="save__why" role=${trouble ? "alert" : null} id=${`why-${card.id}`}>
      ${trouble
        ? html`<span class="field__error"><${Icon} name="alert" />${trouble}</span>`
        : reason && html`<span class="faint tiny">${reason}</span>`}
    </p>
  </div>`;
}

export function SaveBar({ card }) {
  const reason = obstacle(card);
  const many = stack.value.length > 1;
  return html`<div class="save__acts">
    ${many &&
    html`<button type="button" class="btn btn--lg btn--quiet" aria-keyshortcuts="Alt+L" onClick=${() => putLast(card)}>
      ${gettext("Later")} <kbd>Alt L</kbd>
    </button>`}
    <button
      type="button"
      class="btn btn--lg btn--primary"
      aria-disabled=${Boolean(reason)}
      aria-describedby=${`why-${card.id}`}
      aria-keyshortcuts="Control+Enter"
      onClick=${() => save(card)}
    >
      ${gettext("Save")} <kbd>Enter</kbd>
    </button>
  </div>`;
}

/** How safe the draft is, in a few words. */
export function Kept({ card }) {
  const { state, at } = card.kept.value;
  const words = {
    clean: "",
    waiting: "",
    kept: at && fill(gettext("Draft kept %(time)s"), { time: timeWithSeconds(at) }),
    local: gettext("Draft kept on this computer"),
  };
  return html`<span class="req" data-kept=${state}>${words[state]}</span>`;
}

