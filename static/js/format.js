// Times, durations and figures as the person reads them. Nothing here knows the page.

const cache = new Map();

function made(Kind, lang, options) {
  const key = `${Kind.name}|${lang}|${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, new Kind(lang, options));
  return cache.get(key);
}

/** The language of the page, for whoever does not pass one. */
export const pageLanguage = () => document.documentElement.lang || "en";

// 24 hours everywhere; English days are written as in "6 Nov".
const locale = (lang) => (lang === "en" || !lang ? "en-GB" : lang);
const two = (n) => String(n).padStart(2, "0");
const dateOf = (moment) => (moment instanceof Date ? moment : new Date(moment));

/** Seconds as m:ss, h:mm:ss from the first hour on; a dash for nothing. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || Number.isNaN(seconds)) return "–";
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = two(whole % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** The clock in a zone: 14:07, or 14:07:58 with seconds. */
export function localTime(iso, zone, lang = pageLanguage(), { seconds = false } = {}) {
  if (!iso) return "–";
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (seconds) options.second = "2-digit";
  if (zone) options.timeZone = zone;
  return made(Intl.DateTimeFormat, locale(lang), options).format(dateOf(iso));
}

/** The day in a zone: 6 Nov, with the year when it is not this one, with the weekday when asked for. */
export function localDay(iso, zone, lang = pageLanguage(), { weekday = "", month = "short", now = new Date() } = {}) {
  if (!iso) return "–";
  const options = { day: "numeric", month };
  if (zone) options.timeZone = zone;
  if (weekday) options.weekday = weekday;
  const year = made(Intl.DateTimeFormat, "en-GB", { year: "numeric", ...(zone && { timeZone: zone }) });
  if (year.format(dateOf(iso)) !== year.format(now)) options.year = "numeric";
  return made(Intl.DateTimeFormat, locale(lang), options).format(dateOf(iso));
}

/** The day of a moment in a zone as 2026-11-22, for comparing days. */
export function dayKey(moment, zone) {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", ...(zone && { timeZone: zone }) };
  return made(Intl.DateTimeFormat, "sv-SE", options).format(dateOf(moment));
}

/** The clock when it is today there, else the day. */
export function timeOrDay(iso, zone, lang = pageLanguage(), now = new Date()) {
  if (!iso) return "–";
  return dayKey(iso, zone) === dayKey(now, zone) ? localTime(iso, zone, lang) : localDay(iso, zone, lang, { now });
}

const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** How far a moment is from now, in words of the language: in 23 min, 2 hours ago. */
export function relative(iso, lang = pageLanguage(), now = new Date(), style = "short") {
  if (!iso) return "–";
  const seconds = Math.round((dateOf(iso) - now) / 1000);
  const [unit, size] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? STEPS.at(-1);
  return made(Intl.RelativeTimeFormat, locale(lang), { numeric: "auto", style }).format(Math.trunc(seconds / size), unit);
}

/** A count with the separators of the language. */
export function figure(value, lang = pageLanguage(), options = {}) {
  return value === null || value === undefined ? "–" : made(Intl.NumberFormat, locale(lang), options).format(value);
}

/** A share as a percentage: percent(0.94) is 94 %. */
export function percent(share, lang = pageLanguage(), digits = 0) {
  return figure(share, lang, { style: "percent", maximumFractionDigits: digits });
}

/** The month-free words of a list: a, b and c. */
export function listed(words, lang = pageLanguage()) {
  return made(Intl.ListFormat, locale(lang), { style: "long", type: "conjunction" }).format(words);
}

/** The first letters of the first and the last word of a name. */
export function initials(name) {
  const words = name.split("@")[0].split(/[\s.]+/).filter(Boolean);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}
