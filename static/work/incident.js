/** A quiet bar while clocks stand still: what it is, since when, and where. */
import { computed } from "@preact/signals";

import { timeOfDay } from "./format.js";
import { html, Icon } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { manyOrganizations, me } from "./store.js";

const standing = computed(() => (me.value?.organizations || []).filter(({ incident }) => incident));

export function Incident() {
  if (!standing.value.length) return null;
  return html`<div class="stopped" role="status">
    ${standing.value.map(
      ({ slug, name, incident: { reason, since } }) => html`<p key=${slug}>
        <${Icon} name="pause" />
        <span>
          ${fill(gettext("%(reason)s since %(time)s: clocks are stopped"), { reason, time: timeOfDay(since) })}
          ${manyOrganizations.value && ` · ${name}`}
        </span>
      </p>`,
    )}
  </div>`;
}
