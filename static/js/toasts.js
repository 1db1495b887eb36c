// The one place of toasts: bottom right, newest below. Those the server rendered and those a page adds behave alike.

const STAY = 8000;
const ICONS = { good: "check", wait: "alert", stop: "alert", "": "info" };
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.documentElement.dataset.icons}#i-${name}`);
  svg.append(use);
  return svg;
}

const region = () => document.querySelector("[data-toasts]");

function element(tag, classes, ...children) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  made.append(...children);
  return made;
}

/** Let a toast go after its time, but not while it is pointed at or holds the focus. */
export function letGo(toast, after = STAY) {
  let timer;
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), after);
  };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

/**
 * Show a result of what the person did.
 * kind is "good", "wait", "stop" or ""; action is {label, key, run}; a "stop" stays until it is closed.
 */
export function toast({ text, detail = "", kind = "", action = null, stays = kind === "stop", after = STAY }) {
  const words = element("div", "toast__body", detail ? element("b", "", text) : text);
  if (detail) words.append(element("small", "", detail));
  const made = element("div", `toast${kind && ` toast--${kind}`}`, icon(ICONS[kind]), words);
  made.setAttribute("role", kind === "stop" ? "alert" : "status");
  if (action) {
    const button = element("button", "btn btn--sm", action.label);
    button.type = "button";
    if (action.key) button.append(element("kbd", "", action.key));
    button.addEventListener("click", () => {
      made.remove();
      action.run();
    });
    made.append(button);
  }
  if (!action || stays) made.append(closer(made));
  region()?.append(made);
  if (!stays) letGo(made, after);
  return made;
}

function closer(made) {
  const button = element("button", "btn btn--quiet btn--sm btn--icon", icon("x"));
  button.type = "button";
  button.setAttribute("aria-label", region()?.dataset.closeLabel ?? "×");
  button.addEventListener("click", () => made.remove());
  return button;
}

/** Give the toasts of the server their close button and their time. */
export function adopt() {
  for (const made of region()?.querySelectorAll("[data-toast]") ?? []) {
    const button = made.querySelector("[data-toast-close]");
    button.hidden = false;
    button.addEventListener("click", () => made.remove());
    if (!("stays" in made.dataset)) letGo(made);
  }
}
