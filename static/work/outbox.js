/** Saves that have not reached the server: kept on this computer for the person who made them, sent until answered. */
import { signal } from "@preact/signals";

import { put, Refusal, SignedOut, Unreachable } from "./api.js";
import { config } from "./store.js";

/** Entries of this person that wait, oldest first; `sending` ones are on their way for the first time. */
export const waiting = signal([]);
export const sendingNow = new Set();

let database = null;
let settle = { saved() {}, refused() {} };
let timer = 0;
let failures = 0;
let flushing = false;

function open() {
  database ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("aftercall", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  }).catch(() => null);
  return database;
}

/** Private windows may refuse storage: then the entry lives as long as this page. */
async function stored(mode, work) {
  const base = await open();
  if (!base) return null;
  return new Promise((resolve) => {
    const transaction = base.transaction("outbox", mode);
    const asked = work(transaction.objectStore("outbox"));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => resolve(null);
  });
}

const remember = (entry) => stored("readwrite", (store) => store.put(entry));
const forget = (key) => stored("readwrite", (store) => store.delete(key));

function hold(entry) {
  if (!waiting.value.some(({ key }) => key === entry.key)) waiting.value = [...waiting.value, entry];
}
function drop(entry) {
  waiting.value = waiting.value.filter(({ key }) => key !== entry.key);
  return forget(entry.key);
}

async function attempt(entry) {
  sendingNow.add(entry.key);
  try {
    const answer = await put(entry.path, entry.body, { key: entry.key, organization: entry.organization, keepalive: true });
    failures = 0;
    await drop(entry);
    settle.saved(entry, answer);
    return "saved";
  } catch (fault) {
    if (fault instanceof Refusal) {
      await drop(entry);
      settle.refused(entry, fault);
      return "refused";
    }
    if (!(fault instanceof Unreachable || fault instanceof SignedOut)) throw fault;
    hold(entry);
    if (fault instanceof Unreachable) later(fault.after);
    return "waiting";
  } finally {
    sendingNow.delete(entry.key);
  }
}

function later(seconds) {
  failures += 1;
  clearTimeout(timer);
  const pause = Math.max(seconds * 1000, Math.min(30_000, 1000 * 2 ** Math.min(failures, 5)));
  timer = setTimeout(flush, pause * (0.8 + Math.random() * 0.4));
}

/** Send at once and keep until answered. Writing down and sending go side by side: the key makes a repeat harmless. */
export function send(entry) {
  const mine = { ...entry, user: config.user.id, made_at: Date.now() };
  remember(mine);
  return attempt(mine);
}

/** Send everything that waits, in the order it was made; one tab at a time. */
export async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(timer);
  const work = async (lock) => {
    if (lock === null) return later(0);
    await load();
    for (const entry of waiting.value) {
      if (sendingNow.has(entry.key)) continue;
      if ((await attempt(entry)) === "waiting") break;
    }
  };
  try {
    if (navigator.locks) await navigator.locks.request("aftercall-outbox", { ifAvailable: true }, work);
    else await work();
  } finally {
    flushing = false;
  }
}

/** Read what this person left on this computer. What others left stays untouched until they sign in. */
async function load() {
  const entries = await stored("readonly", (store) => store.getAll());
  if (!entries) return;
  const fresh = Date.now() - 20_000;
  const mine = entries.filter(
    (entry) =>
      entry.user === config.user.id &&
      // A young entry is still being sent by the tab that made it.
      (entry.made_at < fresh || waiting.value.some(({ key }) => key === entry.key)),
  );
  const unwritten = waiting.value.filter(({ key }) => !database || sendingNow.has(key));
  const keys = new Set(mine.map(({ key }) => key));
  waiting.value = [...mine, ...unwritten.filter(({ key }) => !keys.has(key))].sort(
    (one, other) => one.made_at - other.made_at,
  );
}

/** Take back a save that was not sent yet. */
export function takeBack(key) {
  const entry = waiting.value.find((one) => one.key === key);
  if (!entry || sendingNow.has(key)) return null;
  drop(entry);
  return entry;
}

export async function startOutbox(handlers) {
  settle = handlers;
  await load();
  addEventListener("online", flush);
  // Nothing would be lost, but somebody who closes the window should know that saves still wait in it.
  addEventListener("beforeunload", (event) => {
    if (waiting.value.length) event.preventDefault();
  });
  if (waiting.value.length) flush();
  setTimeout(flush, 21_000);
}
