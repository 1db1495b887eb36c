/** Run with `node --test tests/work/`; nothing else in the project needs Node. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { contradicted, isPossible, missing, primaryOf } from "../../static/work/rules.js";
import { localTime, momentOf, presets } from "../../static/work/zones.js";

const code = (slug, category, more = {}) => ({ slug, category, position: 0, direction: "both", ...more });
const won = code("deal_closed", "won");
const refused = code("not_interested", "negative");
const interested = code("interested", "positive");
const callback = code("callback", "callback", { asks: ["callback"] });
const optOut = code("do_not_contact", "opt_out");
const wrongNumber = code("wrong_number", "bad_number");
const noAnswer = code("no_answer", "no_contact");
const busy = code("busy", "no_contact");
const followUp = code("follow_up_needed", "follow_up");

test("a sale and a refusal contradict each other", () => assert.equal(contradicted([won], refused), won));
test("the order of choosing does not matter", () => assert.equal(contradicted([refused], won), refused));
test("interest and a refusal contradict each other", () => assert.equal(contradicted([interested], refused), interested));
test("an opt-out excludes a callback", () => assert.equal(contradicted([optOut], callback), optOut));
test("no answer excludes busy", () => assert.equal(contradicted([noAnswer], busy), noAnswer));
test("a refusal was not said by a wrong number", () => assert.equal(contradicted([wrongNumber], refused), wrongNumber));
test("a sale was not made with nobody", () => assert.equal(contradicted([noAnswer], won), noAnswer));
test("a refusal may ask for a follow-up", () => assert.equal(contradicted([refused], followUp), null));
test("a wrong number may ask not to be called", () => assert.equal(contradicted([wrongNumber], optOut), null));

test("a sale counts before interest", () => assert.equal(primaryOf([interested, won]), won));
test("of equals the first of the list counts", () => {
  const later = code("b", "positive", { position: 2 });
  assert.equal(primaryOf([later, code("a", "positive", { position: 1 })]).slug, "a");
});

const talk = { state: "open", call: { direction: "inbound" }, part: { answered_at: "2026-11-23T10:00:00Z" } };
test("a code of the other direction does not fit", () => assert.equal(isPossible(code("x", "won", { direction: "outbound" }), talk), false));
test("a code that needs an answer does not fit a missed call", () =>
  assert.equal(isPossible(code("x", "won", { needs_answer: true }), { ...talk, part: {} }), false));
test("while it rings an answer is still possible", () =>
  assert.equal(isPossible(code("x", "won", { needs_answer: true }), { ...talk, part: {}, state: "preparing" }), true));
test("a retired code fits nothing", () => assert.equal(isPossible(code("x", "won", { retired: true }), talk), false));

test("a card without a code lacks one", () => assert.equal(missing({ codes: [], note: "" }, []), "codes"));
test("a callback lacks its time", () => assert.equal(missing({ codes: ["callback"], note: "" }, [callback]), "callback"));
test("a code may ask for a note", () => {
  const strict = code("x", "positive", { note: "required" });
  assert.equal(missing({ codes: ["x"], note: " " }, [strict]), "note");
});

test("a wall clock in a zone", () => assert.equal(localTime(new Date("2026-11-23T10:00Z"), "Europe/Budapest"), "2026-11-23T11:00"));
test("and back", () => assert.equal(momentOf("2026-11-23T11:00", "Europe/Budapest").toISOString(), "2026-11-23T10:00:00.000Z"));
test("summer time is another hour", () =>
  assert.equal(momentOf("2026-07-01T11:00", "Europe/Budapest").toISOString(), "2026-07-01T09:00:00.000Z"));
test("an hour that does not exist becomes the one after it", () =>
  assert.equal(localTime(momentOf("2027-03-28T02:30", "Europe/Budapest"), "Europe/Budapest"), "2027-03-28T03:30"));

const offers = (moment, zone) => presets(new Date(moment), zone).map(({ name, at }) => `${name} ${at}`);
test("a Monday morning offers today and tomorrow", () =>
  assert.deepEqual(offers("2026-11-23T09:08Z", "Europe/London"), ["hour 2026-11-23T10:08", "today 2026-11-23T17:00", "tomorrow 2026-11-24T10:00"]));
test("a Friday offers Monday too", () =>
  assert.deepEqual(offers("2026-11-27T18:00Z", "Europe/London"), ["hour 2026-11-27T19:00", "tomorrow 2026-11-28T10:00", "workday 2026-11-30T10:00"]));
test("late in the day today is no longer offered", () => assert.equal(offers("2026-11-23T16:40Z", "Europe/London").length, 2));
test("the offers follow the customer's own clock", () =>
  assert.equal(offers("2026-11-23T23:00Z", "Asia/Vladivostok")[1], "today 2026-11-24T17:00"));

test("the next working day skips what the calendar closes", () => {
  const eve = new Date("2026-12-24T12:00:00Z");
  const offered = presets(eve, "Europe/London", ["2026-12-24", "2026-12-29", "2026-12-30"]);
  assert.equal(offered.at(-1).at, "2026-12-29T10:00");
});
test("a working Saturday is tomorrow, and no other day is offered beside it", () => {
  const offered = presets(new Date("2026-01-09T12:00:00Z"), "Europe/Budapest", ["2026-01-09", "2026-01-10"]);
  assert.deepEqual(offered.map(({ name }) => name), ["hour", "today", "tomorrow"]);
});
test("an old list of working days gives way to the weekend", () => {
  const offered = presets(new Date("2026-11-27T12:00:00Z"), "Europe/London", ["2026-11-20"]);
  assert.equal(offered.at(-1).at, "2026-11-30T10:00");
});
