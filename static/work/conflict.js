/** Two versions of one card, side by side: what stands here and what the server holds. */
import { Coded, html, Icon } from "./html.js";
import { gettext } from "./i18n.js";
import { resolve } from "./saving.js";
import { codeOf } from "./store.js";

function Version({ card, title, draft, act, onPick }) {
  return html`<div class="version">
    <h3>${title}</h3>
    <p class="codes-line">
      ${draft.codes.map((slug) => html`<${Coded} key=${slug} code=${codeOf(card, slug)} />`)}
      ${!draft.codes.length && html`<span class="faint">${gettext("No code")}</span>`}
    </p>
    <p class="small muted">${draft.note || gettext("No note")}</p>
    <button type="button" class="btn btn--sm" onClick=${onPick}>${act}</button>
  </div>`;
}

export function Conflict({ card }) {
  const { kind, draft } = card.conflict.value;
  const words =
    kind === "saved"
      ? gettext("This call was coded meanwhile. Which codes shall stand?")
      : gettext("This card was also filled in elsewhere. Which version shall stand?");
  return html`<section class="conflict" role="alert" aria-label=${gettext("Two versions")}>
    <p class="banner banner--wait"><${Icon} name="swap" /><span>${words}</span></p>
    <div class="versions">
      <${Version}
        card=${card}
        title=${gettext("Yours, here")}
        draft=${card.draft.value}
        act=${gettext("Keep yours")}
        onPick=${() => resolve(card, true)}
      />
      <${Version}
        card=${card}
        title=${gettext("Theirs")}
        draft=${draft}
        act=${gettext("Take theirs")}
        onPick=${() => resolve(card, false)}
      />
    </div>
  </section>`;
}
