/** Looks at the page as it stands and returns what a person would see go wrong: a list of sentences. */
() => {
  const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [role="option"], [role="button"]';
  // Words of these stand inside a drawn box, and have to stay there.
  const BOXES = 'button, .btn, .chip, summary, .seg > label, .token, .badge, .tabs > *, .nav > a, kbd, .code, .menu > *, th, td';
  // Names and quotes may be cut with three dots, nothing else may.
  const CUT = '.clip, q, .hist > li > :last-child, .waiting__who, .org > span, .tbl--open :is(th, td.grow), .outbox td.l1, .tbl--list .l1';
  const faults = [];
  const root = document.scrollingElement;
  const wide = root.clientWidth;
  const near = (text) => text.replace(/\s+/g, ' ').trim().slice(0, 48);
  const named = (el) => {
    const classes = [...el.classList].slice(0, 3).map((one) => `.${one}`).join('');
    return `<${el.localName}${classes}> “${near(el.innerText || el.getAttribute?.('aria-label') || el.value || '')}”`;
  };
  const say = (what, el, more = '') => faults.push(`${what}: ${named(el)}${more && ` (${more})`}`);

  const styles = new Map();
  const style = (el) => styles.get(el) || (styles.set(el, getComputedStyle(el)), styles.get(el));
  const isShown = (el) => el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const isForEars = (el) => Boolean(el.closest('.vh, .skip:not(:focus)'));

  /** The ancestors that clip an element, innermost first; what is fixed or absolute escapes those it does not hang from. */
  function clippers(el) {
    const found = [];
    let position = style(el).position;
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) {
      if (position === 'fixed') return found;
      if (position === 'absolute' && style(up).position === 'static' && style(up).transform === 'none') continue;
      if (up.localName !== 'svg' && (style(up).overflowX !== 'visible' || style(up).overflowY !== 'visible')) found.push(up);
      position = style(up).position;
    }
    return found;
  }
  const scrolls = (value) => value === 'auto' || value === 'scroll';
  const overlap = (one, other) => ({
    x: Math.min(one.right, other.right) - Math.max(one.left, other.left),
    y: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  });
  /** What is left to see of a rectangle inside all that clips it. */
  function seen(rect, clips) {
    let { left, right, top, bottom } = rect;
    for (const clip of clips) {
      const box = clip.getBoundingClientRect();
      left = Math.max(left, box.left);
      right = Math.min(right, box.right);
      top = Math.max(top, box.top);
      bottom = Math.min(bottom, box.bottom);
    }
    return right - left > 1 && bottom - top > 1 ? { left, right, top, bottom } : null;
  }
  const layers = new Map();
  /** What floats or sticks lies over the rest on purpose; only things of one layer can be in each other's way. */
  function layer(el) {
    if (layers.has(el)) return layers.get(el);
    const floats = el === document.body || ['fixed', 'sticky', 'absolute'].includes(style(el).position) || el.localName === 'dialog';
    const found = floats ? el : layer(el.parentElement);
    layers.set(el, found);
    return found;
  }

  if (root.scrollWidth > root.clientWidth) faults.push(`the page scrolls sideways: ${root.scrollWidth} px in ${root.clientWidth}`);

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const el = node.parentElement;
    if (!node.data.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE', 'OPTION'].includes(el.tagName.toUpperCase())) continue;
    if (!isShown(el) || isForEars(el)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    if (!lines.length) continue;
    const whole = range.getBoundingClientRect();
    const letters = node.data.trim().length;
    if (lines.length > 2 && letters / lines.length < 3.5) say('words are squeezed letter by letter', el, near(node.data));
    const clips = [el, ...clippers(el)].filter((up) => up.localName !== 'svg');
    let reachable = false;
    for (const clip of clips) {
      const { overflowX, overflowY, textOverflow } = style(clip);
      const box = clip.getBoundingClientRect();
      if (clip !== el || overflowX !== 'visible') {
        const cutAcross = whole.right > box.right + 1.5 || whole.left < box.left - 1.5;
        if (overflowX !== 'visible' && !scrolls(overflowX) && !reachable && cutAcross) {
          const allowed = textOverflow === 'ellipsis' && el.closest(CUT);
          if (!allowed) say('text is cut off', el, near(node.data));
        }
        const cutDown = whole.bottom > box.bottom + 3 || whole.top < box.top - 3;
        if (overflowY !== 'visible' && !scrolls(overflowY) && !reachable && cutDown) say('text is cut off below', el, near(node.data));
      }
      if (scrolls(overflowX) || scrolls(overflowY)) reachable = true;
      if (style(clip).position === 'fixed') break;
    }
    const inScroller = clips.some((clip) => scrolls(style(clip).overflowX) || style(clip).overflowX === 'hidden');
    if (!inScroller && (whole.right > wide + 1 || whole.left < -1)) say('text sticks out of the page', el, near(node.data));
    const box = el.closest(BOXES);
    if (box && !el.closest('svg')) {
      const frame = box.getBoundingClientRect();
      const out = lines.some((line) => line.left < frame.left - 1.5 || line.right > frame.right + 1.5 || line.top < frame.top - 4 || line.bottom > frame.bottom + 4);
      if (out && !(style(box).overflowX === 'hidden' || el.closest(CUT))) say('words leave their box', box, near(node.data));
    }
    const ends = clips.filter((clip) => style(clip).overflowX !== 'visible' || style(clip).overflowY !== 'visible');
    for (const line of lines) {
      const rect = seen(line, ends);
      if (rect) texts.push({ el, rect, layer: layer(el), words: near(node.data) });
    }
  }

  const ofControl = (el) => (el.matches('input[type=radio], input[type=checkbox]') && el.closest('label')) || el;
  const controls = [...new Set([...document.querySelectorAll(CONTROLS)].filter((el) => isShown(ofControl(el)) && !isForEars(el)).map(ofControl))];
  const places = [];
  for (const el of controls) {
    const clips = clippers(el);
    const rects = [...el.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    for (const rect of rects) {
      if (!clips.some((clip) => style(clip).overflowX !== 'visible') && (rect.right > wide + 1 || rect.left < -1)) say('sticks out of the page', el);
      const left = seen(rect, clips);
      if (left) places.push({ el, rect: left, layer: layer(el), words: '' });
    }
  }

  const related = (one, other) => one.contains(other) || other.contains(one);
  function collide(all, what, least) {
    all.sort((one, other) => one.rect.top - other.rect.top);
    const told = new Set();
    for (let at = 0; at < all.length; at += 1) {
      for (let next = at + 1; next < all.length && all[next].rect.top < all[at].rect.bottom; next += 1) {
        const [one, other] = [all[at], all[next]];
        if (one.el === other.el || one.layer !== other.layer || related(one.el, other.el)) continue;
        const { x, y } = overlap(one.rect, other.rect);
        const pair = named(one.el) + named(other.el);
        if (x <= least.x || y <= least.y || told.has(pair)) continue;
        told.add(pair);
        say(what, one.el, `${one.words && `“${one.words}” `}and ${named(other.el)} by ${Math.round(x)} × ${Math.round(y)} px`);
      }
    }
  }
  collide(texts, 'words lie on words', { x: 2, y: 5 });
  collide(places, 'controls overlap', { x: 2, y: 2 });

  // At the narrowest a table may scroll, inside a box of its own.
  for (const el of document.querySelectorAll('img, svg, table, pre, .banner, .toast, .float, dialog[open]')) {
    if (!isShown(el) || isForEars(el) || clippers(el).some((clip) => style(clip).overflowX !== 'visible')) continue;
    const { left, right, width } = el.getBoundingClientRect();
    if (width > 1 && (right > wide + 1 || left < -1)) say('sticks out of the page', el);
  }
  return [...new Set(faults)];
}
