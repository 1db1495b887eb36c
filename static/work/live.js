/** The live stream: a ticket, a connection, and patience when either is not to be had. */
import { post, SignedOut } from "./api.js";
import { callbacksChanged, callsChanged, meChanged, refreshAll, refreshCodes, stackChanged } from "./refresh.js";
import { connected, replay } from "./store.js";

const POLL = 20_000;
let stream = null;
let timer = 0;
let connecting = false;

const heard = {
  wrapup: ({ organization }) => {
    stackChanged();
    callsChanged(organization);
  },
  disposition: ({ organization }) => callsChanged(organization),
  callback: ({ organization }) => callbacksChanged(organization),
  message: () => {},
  incident: meChanged,
  telephone: meChanged,
  codes: ({ organization }) => refreshCodes(organization).catch(() => {}),
  replay: (state) => {
    replay.value = state;
  },
  hello: refreshAll,
  resync: refreshAll,
};

function listen({ data }) {
  let message;
  try {
    message = JSON.parse(data);
  } catch {
    return;
  }
  heard[message.type]?.(message);
}

/** Between one and five seconds, so that a thousand browsers do not come back together. */
function again() {
  connected.value = false;
  stream?.close();
  stream = null;
  clearTimeout(timer);
  timer = setTimeout(connect, 1000 + Math.random() * 4000);
}

async function connect() {
  if (connecting || stream) return;
  connecting = true;
  try {
    const { url } = await post("me/push-ticket/");
    stream = new EventSource(url);
    stream.onopen = () => {
      connected.value = true;
      refreshAll();
    };
    stream.onmessage = listen;
    stream.onerror = again;
  } catch (fault) {
    // Signing in again reconnects; everything else passes by itself.
    if (!(fault instanceof SignedOut)) again();
  } finally {
    connecting = false;
  }
}

export function reconnect() {
  clearTimeout(timer);
  if (stream) refreshAll();
  else connect();
}

export function startLive() {
  connect();
  setInterval(() => {
    if (!connected.value) stackChanged();
  }, POLL);
  addEventListener("online", reconnect);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) stackChanged();
  });
}
