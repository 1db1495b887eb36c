/** Words in the user's language: Django's JavaScriptCatalog where it is loaded, else the text itself. */
const catalog = globalThis;

export const gettext = (text) => (catalog.gettext ? catalog.gettext(text) : text);

export const ngettext = (one, many, count) =>
  catalog.ngettext ? catalog.ngettext(one, many, count) : count === 1 ? one : many;

/** Put named values into a translated sentence: fill(gettext("Saved %(time)s"), { time }). */
export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
