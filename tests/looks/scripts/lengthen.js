/** Makes every word on the page a good third longer, with accents, as a wordier language would; figures stay. */
() => {
  const ACCENTS = { a: 'å', e: 'é', i: 'î', o: 'ö', u: 'ü', y: 'ÿ', c: 'ç', n: 'ñ', s: 'š', z: 'ž', A: 'Å', E: 'É', I: 'Î', O: 'Ö', U: 'Ü', C: 'Ç', S: 'Š' };
  const longer = (word) => {
    const more = Math.ceil(word.length * 0.35);
    return word.replace(/[a-zA-Z]/g, (letter) => ACCENTS[letter] || letter) + 'éñîšöåüçř'.repeat(3).slice(0, more);
  };
  const text = (words) => words.replace(/\p{L}{2,}/gu, longer);
  // Figures, codes and what other people's programs draw stay as they are.
  const KEPT = '#swagger-ui, script, style, title, noscript, kbd, code, time, .num, .mono, option, [contenteditable]';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node);
  for (const node of nodes) {
    if (node.data.trim() && !node.parentElement.closest(KEPT)) node.data = text(node.data);
  }
  for (const field of document.querySelectorAll('[placeholder]')) field.placeholder = text(field.placeholder);
  for (const option of document.querySelectorAll('option')) option.label = text(option.label);
  return nodes.length;
}
