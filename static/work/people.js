/** Whose number it is: nobody's, somebody's, or one that several share, of whom the agent picks with one key. */
import { patch, Refusal, SignedOut, Unreachable } from "./api.js";
import { html, Icon } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { speak, toast } from "./notices.js";

const nameOf = ({ name, email }) => name || email || gettext("No name");

/** Say who it is; null for somebody else. */
export async function choosePerson(card, person) {
  const before = card.facts.value.contact;
  card.facts.value = { ...card.facts.value, contact: person };
  speak(person ? nameOf(person) : gettext("Somebody else"));
  try {
    await patch(`calls/${card.facts.value.call.id}/`, { contact: person?.id ?? null }, { organization: card.organization });
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof Unreachable || fault instanceof SignedOut)) throw fault;
    card.facts.value = { ...card.facts.value, contact: before };
    toast({ kind: "stop", icon: "alert", title: gettext("Who it is was not kept"), small: fault.message, seconds: 8 });
  }
}

/** The next of the people who share the number; after the last, somebody else. */
export function nextPerson(card) {
  const { people, contact } = card.facts.value;
  if (!people?.length) return;
  const at = people.findIndex(({ id }) => id === contact?.id);
  choosePerson(card, people[at + 1] ?? null);
}

/** How sure we are who it is: somebody of ours, one of several or a name the network told, or nobody we know. */
export function Certainty({ facts }) {
  const { contact, people, call } = facts;
  if (contact) return html`<span><${Icon} name="ok" />${gettext("Known")}</span>`;
  if (people?.length || call.caller_name) return html`<span><${Icon} name="q" />${gettext("Maybe")}</span>`;
  return call.number && html`<span>${gettext("Unknown")}</span>`;
}

export function People({ card }) {
  const { people, contact } = card.facts.value;
  if (!people?.length) return null;
  return html`<div class="people" role="group" aria-label=${gettext("Several people share this number")}>
    <span class="people__ask">
      <${Icon} name="users" />${contact ? gettext("This number is shared") : gettext("Who is it?")} <kbd>Alt P</kbd>
    </span>
    ${people.map(
      (person) => html`<button
        type="button"
        key=${person.id}
        class="chip"
        aria-pressed=${person.id === contact?.id ? "true" : "false"}
        onClick=${() => choosePerson(card, person.id === contact?.id ? null : person)}
      >
        ${nameOf(person)}
      </button>`,
    )}
  </div>`;
}

/** The call this one goes on with: who picks up the thread need not ask again. */
export const GoesOn = ({ facts, timeOf }) =>
  facts.continues &&
  html`<p class="gate gate--plain">
    <${Icon} name="again" />
    <span>
      ${facts.continues.agent
        ? fill(gettext("Continues the call of %(time)s with %(agent)s, which was cut off"), {
            time: timeOf(facts.continues.started_at),
            agent: facts.continues.agent,
          })
        : fill(gettext("Continues the call of %(time)s, which was cut off"), { time: timeOf(facts.continues.started_at) })}
    </span>
  </p>`;
