/** Times, dates and lengths as people read them; the page's language and zone are set once. */
let locale = "en-GB";
let home = Intl.DateTimeFormat().resolvedOptions().timeZone;
const made = new Map();
const days = new Map();

export function setLocale(language, region, zone) {
  locale = language === "en" ? (region === "US" ? "en-US" : "en-GB") : language;
  try {
    new Intl.DateTimeFormat(locale);
  } catch {
    locale = "en-GB";
  }
  if (zone) home = zone;
  made.clear();
}

export const homeZone = () => home;

function formatter(options, zone = home) {
  const id = zone + JSON.stringify(options);
  if (!made.has(id)) {
    try {
      made.set(id, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
    } catch {
      made.set(id, new Intl.DateTimeFormat(locale, options));
    }
  }
  return made.get(id);
}

const moment = (value) => (value instanceof Date ? value : new Date(value));
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export const timeOfDay = (value, zone) => formatter(HOUR, zone).format(moment(value));
export const timeWithSeconds = (value) => formatter({ ...HOUR, second: "2-digit" }).format(moment(value));
export const shortDate = (value, zone) => formatter({ day: "numeric", month: "short" }, zone).format(moment(value));
export const longDate = (value, zone) => formatter({ day: "numeric", month: "long" }, zone).format(moment(value));
export const weekday = (value, zone) => formatter({ weekday: "long" }, zone).format(moment(value));
export const dayAndTime = (value, zone) =>
  formatter({ weekday: "long", day: "numeric", month: "long", ...HOUR }, zone).format(moment(value));

/** The calendar day of a moment in a zone, as 2026-11-23. */
export function dayIn(value, zone = home) {
  if (!days.has(zone)) {
    days.set(zone, new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }));
  }
  return days.get(zone).format(moment(value));
}

/** Seconds as 0:47, 12:05 or 1:02:05. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export const upperFirst = (text) => (text ? text[0].toLocaleUpperCase(locale) + text.slice(1) : text);
export const listed = (parts) => parts.filter(Boolean).join(" · ");
