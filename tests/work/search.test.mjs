/** Run with `node --test tests/work/`; nothing else in the project needs Node. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { find, fold, index, readings } from "../../static/work/search.js";

const CODES = [
  ["interested", "Interested", ["warm", "lead"]],
  ["not_interested", "Not interested", ["ni", "refused", "no thanks"]],
  ["do_not_contact", "Do not contact", ["dnc", "opt-out", "remove me"]],
  ["follow_up_needed", "Follow-up needed", ["task"]],
  ["callback", "Call back", ["later", "ring back"]],
  ["voicemail_left", "Left voicemail", ["vm", "machine"]],
  ["disconnected", "Call cut off", ["dropped", "lost line"]],
  ["ru_callback", "Перезвонить", ["позже", "обратный звонок"]],
  ["ru_interest", "Есть интерес", ["тёплый"]],
  ["hu_interest", "Érdeklődik", ["meleg"]],
  ["hu_meeting", "Időpont egyeztetve", ["találkozó"]],
  ["nb_wrong", "Feil nummer", ["feilringing"]],
  ["nb_brochure", "Ønsker brosjyre", []],
].map(([slug, label, synonyms], position) => ({ slug, label, synonyms, position }));
const INDEX = index(CODES);
const first = (query) => find(INDEX, query)[0]?.code.slug;

test("case and accents do not matter", () => assert.equal(fold("Érdeklődik ŐÚ"), "erdeklodik ou"));
test("ё is е and й stays й", () => assert.equal(fold("Тёплый"), "теплый"));
test("Norwegian letters become plain ones", () => assert.equal(fold("Ønsker brosjyre på æøå"), "onsker brosjyre pa aeoa"));
test("punctuation is a space", () => assert.equal(fold("  Opt-out / now "), "opt out now"));

test("a word start of the label comes first", () => assert.equal(first("int"), "interested"));
test("every word start counts, in order", () => assert.equal(first("not int"), "not_interested"));
test("words may come in another order", () => assert.equal(first("contact not"), "do_not_contact"));
test("a synonym finds its code", () => assert.equal(first("dnc"), "do_not_contact"));
test("the matched synonym is told", () => assert.equal(find(INDEX, "dnc")[0].matched, "dnc"));
test("the label itself is not told twice", () => assert.equal(find(INDEX, "call b")[0].matched, ""));
test("initials find a label", () => assert.equal(first("cco"), "disconnected"));
test("one wrong letter is forgiven", () => assert.equal(first("voicemsil"), "voicemail_left"));
test("two swapped letters are forgiven", () => assert.equal(first("intrested"), "interested"));
test("what was typed beats what may have been meant", () => assert.equal(first("left"), "voicemail_left"));

test("Russian typed on a Latin layout", () => assert.equal(first("gthtp"), "ru_callback"));
test("a slip in the wrong layout is forgiven too", () => assert.equal(first("jhfnysq"), "ru_callback"));
test("a Russian synonym typed on a Latin layout", () => assert.equal(first("j,hfnysq"), "ru_callback"));
test("English typed on a Russian layout", () => assert.equal(first("мщшсу"), "voicemail_left"));
test("е finds ё", () => assert.equal(first("теплый"), "ru_interest"));
test("Hungarian without accents", () => assert.equal(first("idopont"), "hu_meeting"));
test("Hungarian accents typed on an English layout", () => assert.equal(first(";rdek"), "hu_interest"));
test("Hungarian ő typed on an English layout", () => assert.equal(first("id[p"), "hu_meeting"));
test("Norwegian ø typed on an English layout", () => assert.equal(first(";nsker"), "nb_brochure"));
test("Norwegian ø written as oe", () => assert.equal(first("oensker"), "nb_brochure"));

test("nothing typed offers everything", () => assert.equal(find(INDEX, " ").length, CODES.length));
test("nonsense finds nothing", () => assert.equal(first("qqqq"), undefined));
test("a number has one reading", () => assert.deepEqual(readings("42"), ["42"]));
test("a likely code stands before an unlikely equal", () => {
  const twins = index([
    { slug: "a", label: "Sale old", position: 0 },
    { slug: "b", label: "Sale new", position: 1 },
  ]);
  assert.equal(find(twins, "sale", (code) => code.slug === "b")[0].code.slug, "b");
});
test("five hundred codes are searched well within a key press", () => {
  const many = index(Array.from({ length: 500 }, (_, at) => ({ slug: `c${at}`, label: `Reason ${at} of the call`, synonyms: ["alpha beta", "gamma"], position: at })));
  const started = performance.now();
  for (let round = 0; round < 10; round += 1) find(many, "reason 4");
  assert.ok((performance.now() - started) / 10 < 50);
});
