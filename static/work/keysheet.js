/** The sheet of keys, opened with ? or Alt and the slash. */
import { useLayoutEffect, useRef } from "preact/hooks";

import { html } from "./html.js";
import { gettext } from "./i18n.js";
import { wishFocus } from "./stack.js";
import { sheetOpen } from "./store.js";

const groups = () => [
  [
    gettext("Choose"),
    [gettext("Code with this digit"), ["1", "–", "9"]],
    [gettext("Find a code"), [gettext("just type")]],
    [gettext("All codes"), ["↓"]],
    [gettext("Take the one found"), ["Enter"]],
    [gettext("Drop the last chosen"), ["⌫"]],
    [gettext("Leave, clear"), ["Esc"]],
  ],
  [
    gettext("Save"),
    [gettext("Save, next card"), ["Enter"]],
    [gettext("Save from the note or a field"), ["Ctrl Enter"]],
    [gettext("Undo, within 8 seconds"), ["Alt Z"]],
    [gettext("Later: to the end of the stack"), ["Alt L"]],
  ],
  [
    gettext("Move"),
    [gettext("Next, previous card"), ["Alt ↓", "Alt ↑"]],
    [gettext("Note"), ["Alt N"]],
    [gettext("Copy the number"), ["Alt C"]],
    [gettext("Next of those who share the number"), ["Alt P"]],
    [gettext("This sheet"), ["?", "Alt /"]],
  ],
];

const Key = ({ name }) => (name.length > 10 || name === "–" || / [a-z]/.test(name) ? name : html`<kbd>${name}</kbd>`);

export function KeySheet() {
  const dialog = useRef(null);
  const isOpen = sheetOpen.value;
  useLayoutEffect(() => {
    if (isOpen && !dialog.current.open) dialog.current.showModal();
    if (!isOpen && dialog.current.open) dialog.current.close();
  }, [isOpen]);
  const onClose = () => {
    sheetOpen.value = false;
    wishFocus();
  };
  return html`<dialog class="dialog dialog--wide" ref=${dialog} aria-label=${gettext("Keys")} onClose=${onClose}
    onClick=${(event) => event.target === dialog.current && dialog.current.close()}>
    <div class="keys">
      ${groups().map(
        ([title, ...rows]) => html`<div key=${title}>
          <h3>${title}</h3>
          <dl>${rows.map(([what, keys]) => html`<dt>${what}</dt><dd>${keys.map((name) => html`<${Key} name=${name} />`)}</dd>`)}</dl>
        </div>`,
      )}
    </div>
    <form method="dialog" class="dialog__acts"><button class="btn">${gettext("Close")} <kbd>Esc</kbd></button></form>
  </dialog>`;
}
