// The one stream of events that the page holds open, and what comes over it.
import { hasKey } from './access.js';
import { request } from './api.js';
import { readEvents } from './event-stream.js';
import { Cell } from './state.js';

/** At least a comment comes every fifteen seconds: who is silent for this long has gone. */
const SILENCE_MS = 40_000;
const LONGEST_PAUSE_MS = 15_000;
/**
 * A page that nobody sees lets go of its stream after this. Browsers open no more than six connections to an address, for all of its
 * pages together: those that nobody sees must not keep them from the others.
 */
const HIDDEN_MS = 5_000;

/** `connecting`, `live`, `waiting` (to try again), `asleep` or `refused`. */
export const connection = new Cell('connecting');
/** Grows whenever the stream begins anew, after which something may have been missed. */
export const began = new Cell(0);

const listeners = { run: new Set(), stats: new Set(), status: new Set() };
let abort = null;
let wake = () => {};
/** Whether somebody has gone on from this page; it may be kept as it is, to come back to, with all that it has open. */
let left = false;

export function listen(type, listener) {
  listeners[type].add(listener);
  return () => listeners[type].delete(listener);
}

function deliver(name, text) {
  const interested = listeners[name];
  if (interested?.size) {
    const event = JSON.parse(text);
    interested.forEach((listener) => listener(event));
  }
}

async function stream() {
  abort = new AbortController();
  const cut = abort;
  let heard = performance.now();
  const watchdog = setInterval(() => performance.now() - heard > SILENCE_MS && cut.abort(), 2_000);
  try {
    const response = await request('/v1/events?types=run,stats,status', {
      headers: { Accept: 'text/event-stream' },
      signal: cut.signal,
      stream: true,
    });
    connection.set('live');
    began.set(began.value + 1);
    await readEvents(response, () => (heard = performance.now()), deliver);
  } finally {
    clearInterval(watchdog);
  }
}

const pause = (ms) => new Promise((resolve) => {
  const timer = setTimeout(resolve, ms);
  wake = () => {
    clearTimeout(timer);
    resolve();
  };
});

async function forEver() {
  let failures = 0;
  for (;;) {
    // Also from its start: it may have been opened behind another.
    while (document.hidden || left) {
      connection.set('asleep');
      await pause(2 ** 31 - 1);
      connection.set('connecting');
    }
    const start = performance.now();
    let refused = false;
    try {
      await stream();
    } catch (failure) {
      refused = failure.status === 401 || failure.status === 403;
    }
    failures = performance.now() - start > LONGEST_PAUSE_MS ? 0 : failures + 1;
    if (document.hidden || left) {
      continue;
    }
    if (refused) {
      connection.set('refused');
      await pause(2 ** 31 - 1);
    } else {
      connection.set('waiting');
      await pause(Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(failures, 5)));
    }
    connection.set('connecting');
  }
}

/** Begins anew at once, as after a new key. */
export function restart() {
  abort?.abort();
  wake();
}

let falling = 0;

export function start() {
  document.addEventListener('visibilitychange', () => {
    clearTimeout(falling);
    if (document.hidden) {
      falling = setTimeout(() => document.hidden && abort?.abort(), HIDDEN_MS);
    } else if (connection.value === 'asleep' || connection.value === 'waiting' || (connection.value === 'refused' && hasKey())) {
      wake();
    }
  });
  addEventListener('pagehide', () => {
    left = true;
    abort?.abort();
  });
  addEventListener('pageshow', () => {
    left = false;
    if (connection.value === 'asleep') {
      wake();
    }
  });
  addEventListener('online', () => wake());
  forEver();
}
