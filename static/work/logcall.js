/** A call that no switch has seen, written down in four fields; its card opens when it is logged. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

import { newKey, post, Refusal, SignedOut, Unreachable } from "./api.js";
import { html, Icon } from "./html.js";
import { gettext } from "./i18n.js";
import { callsChanged, refreshStack } from "./refresh.js";
import { select } from "./stack.js";
import { cards, config, serverNow } from "./store.js";

const number = (form, name) => Number(String(form.get(name)).replace(",", ".")) || 0;

export function LogCall() {
  const isOpen = useSignal(false);
  const trouble = useSignal("");
  const busy = useSignal(false);
  const first = useRef(null);
  const key = useRef("");
  const opener = useRef(null);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (isOpen.value) first.current.focus();
    else if (wasOpen.current) opener.current.focus();
    wasOpen.current = isOpen.value;
  }, [isOpen.value]);

  const open = () => {
    key.current = newKey();
    trouble.value = "";
    isOpen.value = true;
  };
  const onSubmit = async (event) => {
    event.preventDefault();
    if (busy.value) return;
    const form = new FormData(event.target);
    const talk = Math.round(number(form, "length") * 60);
    const started = serverNow() - number(form, "ago") * 60_000 - talk * 1000;
    busy.value = true;
    try {
      const call = await post(
        "calls/",
        {
          direction: form.get("direction"),
          medium: form.get("medium"),
          number: form.get("number").trim(),
          started_at: new Date(started).toISOString(),
          talk_s: talk,
          comment: "",
        },
        { key: key.current, organization: config.organization },
      );
      isOpen.value = false;
      await refreshStack();
      await refreshStack();
      select(cards.value.find((card) => card.facts.value.call.id === call.id));
      callsChanged(config.organization);
    } catch (fault) {
      if (!(fault instanceof Refusal || fault instanceof Unreachable || fault instanceof SignedOut)) throw fault;
      trouble.value = [fault.message, ...Object.values(fault.problem?.errors || {}).flat()].join(" ");
      // A corrected form is another intention; a lost answer is the same one.
      if (fault instanceof Refusal) key.current = newKey();
    } finally {
      busy.value = false;
    }
  };
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    isOpen.value = false;
  };

  if (!isOpen.value) {
    return html`<div class="side-act">
      <button type="button" class="btn btn--sm" ref=${opener} onClick=${open}><${Icon} name="plus" />${gettext("Log a call")}</button>
    </div>`;
  }
  return html`<form class="logcall" onSubmit=${onSubmit} onKeyDown=${onKeyDown}>
    <h3>${gettext("Log a call")}</h3>
    <div class="seg" role="radiogroup" aria-label=${gettext("Direction")}>
      <label><input type="radio" name="direction" value="outbound" checked />${gettext("Outbound")}</label>
      <label><input type="radio" name="direction" value="inbound" />${gettext("Inbound")}</label>
    </div>
    <label class="field">
      <span class="field__label">${gettext("How")}</span>
      <span class="select">
        <select class="input" name="medium">
          <option value="phone">${gettext("Telephone")}</option>
          <option value="mobile">${gettext("Mobile")}</option>
          <option value="walk_in">${gettext("Walk-in")}</option>
          <option value="mail">${gettext("Mail")}</option>
          <option value="chat">${gettext("Chat")}</option>
        </select>
        <${Icon} name="down" />
      </span>
    </label>
    <label class="field">
      <span class="field__label">${gettext("Number")}</span>
      <input class="input" ref=${first} type="tel" name="number" autocomplete="off" placeholder=${gettext("Empty when withheld")} />
    </label>
    <div class="logcall__pair">
      <label class="field">
        <span class="field__label">${gettext("Ended, minutes ago")}</span>
        <input class="input" type="number" name="ago" min="0" max="1440" step="any" value="0" required />
      </label>
      <label class="field">
        <span class="field__label">${gettext("Length, minutes")}</span>
        <input class="input" type="number" name="length" min="0" max="600" step="any" value="3" required />
      </label>
    </div>
    ${trouble.value && html`<p class="field__error" role="alert"><${Icon} name="alert" />${trouble.value}</p>`}
    <div class="row">
      <button class="btn btn--sm" aria-disabled=${busy.value}>${gettext("Log it")}</button>
      <button type="button" class="btn btn--sm btn--quiet" onClick=${() => (isOpen.value = false)}>${gettext("Cancel")}</button>
    </div>
  </form>`;
}
