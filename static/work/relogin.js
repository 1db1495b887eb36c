/** Signing in again over the page: nothing on it is lost, and nothing is sent for anybody else. */
import { signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

import { newKey, SignedOut, Unreachable, whoIsThere } from "./api.js";
import { html, Icon } from "./html.js";
import { fill, gettext } from "./i18n.js";
import { wishFocus } from "./stack.js";
import { config, me } from "./store.js";

/** Nothing while signed in; else who is there instead, if anybody. */
export const signedOut = signal(null);
let goOn = () => {};

export function askToSignIn(other) {
  if (!signedOut.value || other) signedOut.value = { other };
}
export const whenSignedIn = (handler) => {
  goOn = handler;
};

const LOGIN = "/accounts/login/";

/** The sign-in page's own form, fetched fresh for its token, filled in and sent. */
async function signIn(form) {
  const page = await fetch(LOGIN, { credentials: "same-origin", cache: "no-store" });
  const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = parsed.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!token) return;
  form.set("csrfmiddlewaretoken", token);
  await fetch(LOGIN, {
    method: "POST",
    body: new URLSearchParams(form),
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest", "Idempotency-Key": newKey() },
    credentials: "same-origin",
  });
}

/** Look who is signed in now; true when the work can go on. */
async function check(trouble) {
  try {
    await whoIsThere();
  } catch (fault) {
    if (fault instanceof SignedOut) {
      signedOut.value = { other: fault.other };
      if (!fault.other) trouble.value = gettext("This does not match. Try again.");
    } else {
      trouble.value = fault.message;
    }
    return false;
  }
  signedOut.value = null;
  goOn();
  wishFocus();
  return true;
}

function Stranger({ other }) {
  const names = { other: other.name, mine: config.user.name };
  return html`<h2 id="again-head">${fill(gettext("Signed in as %(other)s"), names)}</h2>
    <p>${fill(gettext("This page belongs to %(mine)s. What is not sent yet waits on this computer for %(mine)s."), names)}</p>
    <div class="dialog__acts">
      <button type="button" class="btn btn--primary" onClick=${() => location.reload()}>
        ${fill(gettext("Go on as %(other)s"), names)}
      </button>
    </div>`;
}

export function Relogin() {
  const dialog = useRef(null);
  const trouble = useSignal("");
  const busy = useSignal(false);
  const state = signedOut.value;
  useLayoutEffect(() => {
    if (!state) {
      dialog.current?.close();
    } else if (!dialog.current.open) {
      trouble.value = "";
      dialog.current.showModal();
      dialog.current.querySelector("input[type=password]")?.focus();
    }
  }, [state]);
  const onSubmit = async (event) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    trouble.value = "";
    const form = new FormData(event.target);
    try {
      await signIn(form);
      await check(trouble);
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault;
      trouble.value = new Unreachable().message;
    } finally {
      busy.value = false;
    }
  };
  return html`<dialog class="dialog" ref=${dialog} aria-labelledby="again-head" onCancel=${(event) => event.preventDefault()}>
    ${state?.other && html`<${Stranger} other=${state.other} />`}
    ${state &&
    !state.other &&
    html`<h2 id="again-head">${gettext("You have been signed out")}</h2>
      <p>${gettext("Everything on this page is kept. Sign in to go on.")}</p>
      <form class="relogin" onSubmit=${onSubmit}>
        <label class="field">
          <span class="field__label">${gettext("E-mail")}</span>
          <input class="input" type="email" name="login" autocomplete="username" required value=${me.value?.user.email || ""} />
        </label>
        <label class="field">
          <span class="field__label">${gettext("Password")}</span>
          <input class="input" type="password" name="password" autocomplete="current-password" required />
        </label>
        ${trouble.value && html`<p class="field__error" role="alert"><${Icon} name="alert" />${trouble.value}</p>`}
        <div class="dialog__acts">
          <button class="btn btn--primary" aria-disabled=${busy.value}>${gettext("Sign in")}</button>
          <a class="btn btn--quiet" href=${LOGIN} target="_blank" rel="noopener">${gettext("In another tab")}</a>
          <button type="button" class="btn btn--quiet" onClick=${() => check(trouble)}>${gettext("I have signed in")}</button>
        </div>
      </form>`}
  </dialog>`;
}
