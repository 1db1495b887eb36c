/** Brings the signals up to date from the API, never more often than needed. */
import { all, get, SignedOut, Unreachable } from "./api.js";
import { dayIn, homeZone } from "./format.js";
import { receive } from "./stack.js";
import { callbacks, calls, codes, config, me, phase, replay } from "./store.js";
import { momentOf } from "./zones.js";

const COALESCE = 30;
let asking = null;
let askAgain = false;
let timer = 0;

/** An expected failure changes nothing on the screen: the stream, the clock or the person asks again. */
const quietly = (promise) =>
  promise.catch((fault) => {
    if (!(fault instanceof Unreachable || fault instanceof SignedOut || fault.status)) throw fault;
  });

async function fetchWrapups() {
  const askedAt = performance.now();
  const { results } = await get("wrapups/");
  receive(results, askedAt);
}

/** Fetch the stack; calls that come while one is under way cause one more. */
export function refreshStack() {
  if (asking) {
    askAgain = true;
    return asking;
  }
  asking = fetchWrapups().finally(() => {
    asking = null;
    if (!askAgain) return;
    askAgain = false;
    quietly(refreshStack());
  });
  return asking;
}

export function stackChanged() {
  clearTimeout(timer);
  timer = setTimeout(() => quietly(refreshStack()), COALESCE);
}

const slugs = () => (me.value?.organizations || []).map(({ slug }) => slug);

export async function refreshCodes(organization) {
  const rows = await all("codes/?page_size=200", { organization });
  codes.value = { ...codes.value, [organization]: rows };
}

async function refreshCalls(organization) {
  const midnight = momentOf(`${dayIn(new Date())}T00:00`, homeZone()).toISOString();
  const query = new URLSearchParams({ mine: "true", started_after: midnight, page_size: 50 });
  const page = await get(`calls/?${query}`, { organization });
  calls.value = { ...calls.value, [organization]: { rows: page.results, more: Boolean(page.next) } };
}

async function refreshCallbacks(organization) {
  const page = await get("callbacks/?due=mine", { organization });
  callbacks.value = { ...callbacks.value, [organization]: page.results };
}

export async function refreshMe() {
  me.value = await get("me/");
}

const pending = new Map();

/** Bring one part up to date in a moment; several wishes within it are one. */
function soon(name, work, pause = 250) {
  clearTimeout(pending.get(name));
  pending.set(
    name,
    setTimeout(() => quietly(work()), pause),
  );
}

export const meChanged = () => soon("me", refreshMe);

export function callsChanged(organization) {
  for (const slug of organization ? [organization] : slugs()) soon(`calls ${slug}`, () => refreshCalls(slug));
  soon("me", refreshMe, 600);
}
export function callbacksChanged(organization) {
  for (const slug of organization ? [organization] : slugs()) soon(`callbacks ${slug}`, () => refreshCallbacks(slug));
}

/** Something was saved, logged or refused here. */
export function refreshSoon(organization) {
  stackChanged();
  callsChanged(organization);
  callbacksChanged(organization);
}

/** Everything the screen needs, the stack and the codes of this page's organization first. */
export async function loadAll() {
  try {
    await Promise.all([refreshMe(), refreshCodes(config.organization), refreshStack()]);
  } catch (fault) {
    if (phase.value !== "ready" || !codes.value[config.organization]) phase.value = "failed";
    if (!(fault instanceof Unreachable || fault instanceof SignedOut || fault.status)) throw fault;
    return false;
  }
  const others = slugs().filter((slug) => slug !== config.organization);
  for (const slug of others) quietly(refreshCodes(slug));
  callsChanged();
  callbacksChanged();
  if (me.value.demo) quietly(get("demo/replay/").then((state) => (replay.value = state)));
  return true;
}

export const refreshAll = () => {
  stackChanged();
  callsChanged();
  callbacksChanged();
};
