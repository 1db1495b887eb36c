/** Talks to the API as the person this page was made for, and as nobody else. */
import { gettext } from "./i18n.js";

export class Refusal extends Error {
  /** The server understood and said no, or could not carry it out; `problem` is its RFC 9457 answer. */
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || gettext("The server could not do this."));
    this.status = status;
    this.code = problem.code || "";
    this.problem = problem;
  }
}
/** No answer arrived: whether the server acted is unknown. */
export class Unreachable extends Error {
  constructor(after = 0) {
    super(gettext("No connection to the server."));
    this.after = after;
  }
}
/** Nobody is signed in any more, or somebody else is. */
export class SignedOut extends Error {
  constructor(other = null) {
    super(gettext("You are signed out."));
    this.other = other;
  }
}

const TIMEOUT = 15_000;
const NOT_NOW = new Set([408, 425, 429, 502, 503, 504]);
let config = { api: "/api/v1/", organization: "", user: { id: null } };
let verifiedCookie = null;

const cookie = () => {
  const name = config.csrf_cookie || "csrftoken";
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
};

export function configure(given) {
  config = { ...config, ...given };
  verifiedCookie = cookie();
}

/** A name for one intention, so that repeating the request repeats nothing else. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function request(method, path, { body, key, organization, keepalive } = {}) {
  const headers = { Accept: "application/json", Organization: organization || config.organization };
  if (method !== "GET") {
    headers["X-CSRFToken"] = cookie();
    headers["Idempotency-Key"] = key || newKey();
    if (body !== undefined) headers["Content-Type"] = "application/json";
  }
  const content = body === undefined ? undefined : JSON.stringify(body);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  let response;
  let answer;
  try {
    response = await fetch(/^https?:|^\//.test(path) ? path : config.api + path, {
      method,
      headers,
      // Browsers refuse to keep more than 64 kB alive.
      keepalive: keepalive && content.length < 20_000,
      body: content,
      credentials: "same-origin",
      cache: "no-store",
      signal: abort.signal,
    });
    answer = await response.text();
  } catch {
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
  }
  if (NOT_NOW.has(response.status)) throw new Unreachable(Number(response.headers.get("Retry-After")) || 0);
  if (response.status === 401) throw new SignedOut();
  let parsed = null;
  try {
    parsed = answer ? JSON.parse(answer) : null;
  } catch {
    if (response.ok) throw new Refusal(500);
  }
  // A refusal that is no problem document comes from the guard against forged requests: the sign-in is stale.
  if (response.status === 403 && !parsed) throw new SignedOut();
  if (!response.ok) throw new Refusal(response.status, parsed || {});
  return parsed;
}

/** Signing in renews the CSRF cookie: when it changed, ask who is there before acting for them. */
async function verifyPerson() {
  const now = cookie();
  if (now === verifiedCookie) return;
  const me = await request("GET", "me/");
  if (me.user.id !== config.user.id) throw new SignedOut(me.user);
  verifiedCookie = cookie();
}

/** Ask who is signed in now; throws SignedOut for nobody and for somebody else. */
export async function whoIsThere() {
  verifiedCookie = null;
  await verifyPerson();
}

let onSignedOut = () => {};
export const whenSignedOut = (handler) => {
  onSignedOut = handler;
};

async function call(method, path, options) {
  try {
    await verifyPerson();
    return await request(method, path, options);
  } catch (fault) {
    if (fault instanceof SignedOut) onSignedOut(fault.other);
    throw fault;
  }
}

export const get = (path, options) => call("GET", path, options);
export const post = (path, body, options) => call("POST", path, { ...options, body });
export const put = (path, body, options) => call("PUT", path, { ...options, body });
export const patch = (path, body, options) => call("PATCH", path, { ...options, body });

/** All rows of a short list, page after page. */
export async function all(path, options) {
  const rows = [];
  for (let next = path, pages = 0; next && pages < 20; pages += 1) {
    const page = await get(next, options);
    rows.push(...(page.results || []));
    next = page.next;
  }
  return rows;
}
