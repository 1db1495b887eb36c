/** Finds codes by what a hurried person types: without accents, in the wrong layout, by a synonym, by initials. */

const PLAIN = { ё: "е", ø: "o", æ: "ae", å: "a", ß: "ss", đ: "d", ł: "l", ı: "i", œ: "oe" };

/** Lower case without diacritics, punctuation as single spaces. The Russian й keeps its own letter. */
export function fold(text) {
  return text
    .toLowerCase()
    .normalize("NFC")
    .replace(/[ёøæåßđłıœ]/g, (letter) => PLAIN[letter])
    .replace(/й/g, "\u0001")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/\u0001/g, "й")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// The same keys in the order of the rows, one string per layout: digits row, then the three letter rows.
const KEYS = {
  en: "`0-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,.",
  ru: "ё0-=йцукенгшщзхъфывапролджэ\\ячсмитьбю",
  hu: "0öüóqwertzuiopőúasdfghjkléáűyxcvbnm,.",
  nb: "|0+\\qwertyuiopå¨asdfghjkløæ'zxcvbnm,.",
};
const TYPED_AS = [
  ["en", "ru"],
  ["ru", "en"],
  ["en", "hu"],
  ["hu", "en"],
  ["en", "nb"],
  ["nb", "en"],
  ["ru", "hu"],
  ["ru", "nb"],
];

const retype = (text, from, to) =>
  [...text]
    .map((letter) => {
      const key = KEYS[from].indexOf(letter);
      return key < 0 ? letter : KEYS[to][key];
    })
    .join("");

/** What the person may have meant, likeliest first: as typed, then the same keys in another layout. */
export function readings(query) {
  const typed = query.toLowerCase().normalize("NFC").trim();
  const found = new Set([fold(typed)]);
  if (/^\p{N}*$/u.test(typed)) return [...found].filter(Boolean);
  found.add(fold(typed).replaceAll("aa", "a").replaceAll("oe", "o"));
  for (const [from, to] of TYPED_AS) found.add(fold(retype(typed, from, to)));
  return [...found].filter(Boolean);
}

const initials = (words) => words.map((word) => word[0]).join("");

/** Codes made ready for finding; build it once per list of codes. */
export function index(codes) {
  return codes.map((code) => ({
    code,
    names: [code.label, ...(code.synonyms || []), code.slug].map((name, place) => {
      const text = fold(name);
      return { name, text, words: text.split(" "), isLabel: place === 0 };
    }),
  }));
}

/** One letter wrong, missing, doubled or swapped within the first letters of a word. */
function nearly(word, typed) {
  if (typed.length < 4 || word[0] !== typed[0]) return false;
  const start = word.slice(0, typed.length + 1);
  for (let at = 1; at < typed.length; at += 1) {
    const head = typed.slice(0, at);
    if (start.startsWith(head + typed.slice(at + 1))) return true;
    if (start.startsWith(head) && start.slice(at + 1).startsWith(typed.slice(at + 1))) return true;
    if (start.startsWith(head) && start.slice(at + 1).startsWith(typed.slice(at))) return true;
    if (start.startsWith(head + (typed[at + 1] || "") + typed[at] + typed.slice(at + 2))) return true;
  }
  return false;
}

/** How well a name answers: smaller is better, Infinity is not at all. */
function distance({ text, words, isLabel }, wanted) {
  const parts = wanted.split(" ");
  const inOrder = words.some((_, from) => parts.every((part, place) => words[from + place]?.startsWith(part)));
  const everywhere = parts.every((part) => words.some((word) => word.startsWith(part)));
  const behind = isLabel ? 0 : 1;
  if (text === wanted) return behind;
  if (text.startsWith(wanted)) return 2 + behind;
  if (inOrder) return 4 + behind;
  if (everywhere) return 6 + behind;
  if (parts.length === 1 && wanted.length > 1 && initials(words).startsWith(wanted)) return 8 + behind;
  if (wanted.length > 1 && text.includes(wanted)) return 10 + behind;
  if (parts.length === 1 && words.some((word) => nearly(word, wanted))) return 14 + behind;
  return Infinity;
}

/** Codes that answer the query, best first; with the name that matched when it was not the label. */
export function find(indexed, query, isLikely = () => true) {
  const wanted = readings(query);
  if (!wanted.length) return query.trim() ? [] : indexed.map(({ code }) => ({ code, matched: "" }));
  const found = [];
  for (const { code, names } of indexed) {
    let best = { score: Infinity, matched: "" };
    wanted.forEach((reading, place) => {
      for (const name of names) {
        // A guess at the layout or the spelling never beats what was really typed.
        const score = distance(name, reading) + (place ? 20 : 0);
        if (score < best.score) best = { score, matched: name.isLabel || name.name === code.slug ? "" : name.name };
      }
    });
    if (best.score < Infinity) found.push({ code, matched: best.matched, score: best.score + (isLikely(code) ? 0 : 1.5) });
  }
  return found.sort((one, other) => one.score - other.score || one.code.position - other.code.position);
}
