/** Markup: htm bound to Preact, and the small pieces every part of the screen uses. */
import { h } from "preact";
import htm from "htm";

export const html = htm.bind(h);

const MARKS = {
  won: "won",
  appointment: "appt",
  opt_out: "stop",
  bad_number: "bad",
  positive: "pos",
  follow_up: "follow",
  callback: "call",
  negative: "neg",
  voicemail: "vm",
  no_contact: "none",
  disconnected: "cut",
  abandoned: "left",
  informational: "info",
  unclassified: "open",
};
export const markOf = (category) => MARKS[category] || "open";

let sprite = "";
/** Say where the symbols live: nothing for symbols inside the page, else the address of the sprite. */
export const useSprite = (address) => {
  sprite = address || "";
};

export const Icon = ({ name, large }) =>
  html`<svg class=${large ? "i i--20" : "i"} aria-hidden="true"><use href=${`${sprite}#i-${name}`} /></svg>`;

export const Mark = ({ category }) =>
  html`<svg class="m" data-cat=${markOf(category)} aria-hidden="true">
    <use href=${`${sprite}#m-${markOf(category)}`} />
  </svg>`;

export const Coded = ({ code }) =>
  html`<span class="coded"><${Mark} category=${code.category} />${code.label}</span>`;

export const Ring = ({ share, kind = "" }) =>
  html`<svg class=${`ring ${kind}`} viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="12" r="10" />
    ${share !== undefined &&
    html`<circle cx="12" cy="12" r="10" pathLength="100" stroke-dasharray=${share} stroke-linecap="round" />`}
  </svg>`;

export const Banner = ({ kind = "", icon, children }) =>
  html`<div class=${`banner ${kind && `banner--${kind}`}`}><${Icon} name=${icon} />${children}</div>`;
