/** Walks with the page from one stop of the Tab key to the next: `start` looks before, `step` after each press. */
() => {
  const STOPS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]';
  const near = (el) => (el.getAttribute('aria-label') || el.innerText || el.name || el.id || '').replace(/\s+/g, ' ').trim().slice(0, 40);
  const named = (el) => `<${el.localName}${[...el.classList].slice(0, 2).map((one) => `.${one}`).join('')}> “${near(el)}”`;
  const group = (el) => (el.type === 'radio' ? `${el.form ? [...document.forms].indexOf(el.form) : ''} ${el.name}` : null);
  const isStop = (el) =>
    !el.closest('#swagger-ui') &&
    el.tabIndex >= 0 && !el.disabled && el.checkVisibility({ checkVisibilityCSS: true }) && !el.closest('[inert]') &&
    !(document.querySelector('dialog:modal') && !el.closest('dialog:modal'));
  // What may change on an element, or on one that holds it, to show where the focus is.
  const looks = (el) => {
    const found = [];
    for (let up = el, level = 0; up && up !== document.body && level < 5; up = up.parentElement, level += 1) {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderTopColor, backgroundColor, translate } = getComputedStyle(up);
      const outline = outlineStyle === 'none' || outlineWidth === '0px' ? '' : `${outlineWidth} ${outlineColor}`;
      found.push([outline, boxShadow, borderTopColor, backgroundColor, translate].join());
    }
    return found;
  };
  const before = new Map();
  const visited = new Set();
  let last = null;
  let outside = 0;

  function start() {
    // From the very start of the page, wherever the focus was before.
    document.activeElement?.blur();
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    const positive = [...document.querySelectorAll('[tabindex]')].filter((el) => el.tabIndex > 0);
    const all = [...document.querySelectorAll(STOPS)].filter(isStop);
    for (const el of all) before.set(el, looks(el));
    // What is another's is walked through as well, but not judged.
    return { count: document.querySelectorAll(STOPS).length, faults: positive.map((el) => `a tabindex of its own: ${named(el)}`) };
  }

  /** The points of an element that a person would see. */
  function isCovered(el) {
    const rects = [...el.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
    return !rects.some(({ left, right, top, bottom }) =>
      [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([across, down]) => {
        const hit = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
        return hit && (el.contains(hit) || hit.contains(el) || hit.closest('label')?.contains(el));
      }));
  }

  function step() {
    const el = document.activeElement;
    if (!el || el === document.body || el === document.documentElement) {
      // Out of the page once, as before the first stop of a dialog; out of it again is the end.
      outside += 1;
      last = null;
      return { end: outside > 1, faults: [] };
    }
    if (el === last) return { end: false, faults: [] };
    if (visited.has(el)) return { end: true, faults: [] };
    const faults = [];
    visited.add(el);
    if (last && last.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_PRECEDING && !el.contains(last)) {
      faults.push(`the focus jumps back from ${named(last)} to ${named(el)}`);
    }
    last = el;
    const was = before.get(el);
    if (was && looks(el).join() === was.join()) faults.push(`the focus is not seen on ${named(el)}`);
    if (!el.closest('#swagger-ui') && isCovered(el)) faults.push(`the focus is covered on ${named(el)}`);
    return { end: false, faults };
  }

  /** What the Tab key never came to; of a group of radio buttons it visits one. */
  function rest() {
    const groups = new Set([...visited].map(group).filter(Boolean));
    const missed = [...before.keys()].filter((el) => !visited.has(el) && isStop(el) && !(group(el) && groups.has(group(el))));
    return missed.map((el) => `the Tab key never comes to ${named(el)}`);
  }
  window.focusWalk = { start, step, rest };
}
