/** Wall clock arithmetic in a time zone, without a library. Local times are strings such as 2026-11-23T10:00. */
import { homeZone } from "./format.js";

const readers = new Map();

function reader(zone) {
  if (!readers.has(zone)) {
    const shape = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    readers.set(zone, new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", ...shape }));
  }
  return readers.get(zone);
}

/** What a wall clock in the zone shows at this moment. */
export function localTime(moment, zone = homeZone()) {
  const part = Object.fromEntries(reader(zone).formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

const DAY = 86_400_000;

/** The moment at which a wall clock in the zone shows this time; in the gap of spring, an hour later. */
export function momentOf(local, zone = homeZone()) {
  const wanted = Date.parse(`${local}Z`);
  const offset = (moment) => Date.parse(`${localTime(new Date(moment), zone)}Z`) - Math.floor(moment / 60_000) * 60_000;
  const before = new Date(wanted - offset(wanted - DAY));
  const after = new Date(wanted - offset(wanted + DAY));
  return localTime(before, zone) !== local && localTime(after, zone) === local ? after : before;
}

export function addDays(day, count) {
  const date = new Date(`${day}T12:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

const isWeekend = (day) => [0, 6].includes(new Date(`${day}T12:00Z`).getUTCDay());

/** The first day after this one on which we work; of a list that does not reach so far, the first that is no weekend. */
function nextWorkday(today, workingDays) {
  const told = workingDays.find((day) => day > today);
  if (told) return told;
  let workday = addDays(today, 1);
  while (isWeekend(workday)) workday = addDays(workday, 1);
  return workday;
}

/** The times offered for a callback, soonest first, on the customer's own clock. */
export function presets(now, zone, workingDays = []) {
  const here = localTime(now, zone);
  const today = here.slice(0, 10);
  const tomorrow = addDays(today, 1);
  const workday = nextWorkday(today, workingDays);

  const offered = [{ name: "hour", at: localTime(new Date(now.getTime() + 3_600_000), zone) }];
  if (here.slice(11) < "16:30") offered.push({ name: "today", at: `${today}T17:00` });
  offered.push({ name: "tomorrow", at: `${tomorrow}T10:00` });
  if (workday !== tomorrow) offered.push({ name: "workday", at: `${workday}T10:00` });
  return offered;
}
