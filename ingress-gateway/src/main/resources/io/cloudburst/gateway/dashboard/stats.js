// What was called in the last five minutes, second by second, as the gateway counts it.
import { ask } from './api.js';
import { listen } from './live.js';
import { Cell } from './state.js';

const SECONDS = 300;
/** Rates are means over so many seconds: calm, and still quick to follow. */
const RATE_SECONDS = 10;
/** Latencies are those of the last calls, if they are not older than this. */
const LATENCY_SECONDS = 60;

/** Grows with every second that comes. */
export const beat = new Cell(0);

/** The newest last: `{at, targets}`, targets by key. */
let frames = [];

const keyOf = (kind, name) => `${kind}/${name}`;

function frame(second) {
  const targets = new Map();
  for (const target of second.targets) {
    const nodes = new Map((target.nodes ?? []).map((node) => [node.name, node]));
    targets.set(keyOf(target.kind, target.name), { ...target, nodes });
  }
  return { at: second.at, leftOut: second.leftOut ?? 0, hits: second.cacheHits ?? 0, misses: second.cacheMisses ?? 0, targets };
}

listen('stats', (second) => {
  frames.push(frame(second));
  if (frames.length > SECONDS) {
    frames.splice(0, frames.length - SECONDS);
  }
  beat.setSoon(beat.value + 1);
});

/** What was before this page was opened, or missed while it was not connected. */
export async function loadStats(signal) {
  const { seconds } = await ask('/v1/stats', { signal });
  const newest = seconds.length ? seconds[seconds.length - 1].at : 0;
  frames = [...seconds.map(frame), ...frames.filter((one) => one.at > newest)].slice(-SECONDS);
  beat.setSoon(beat.value + 1);
}

/** Folds entries of frames, one a second (or undefined), the newest last. */
function fold(entries) {
  const total = { calls: 0, errors: 0, retries: 0, rate: 0, p50: null, p99: null, running: 0 };
  const rateFrom = entries.length - RATE_SECONDS;
  const latencyFrom = entries.length - LATENCY_SECONDS;
  let weight = 0;
  let sum = 0;
  let recent = 0;
  entries.forEach((entry, i) => {
    if (!entry) {
      return;
    }
    total.calls += entry.calls;
    total.errors += entry.errors;
    total.retries += entry.retries ?? 0;
    if (i >= rateFrom) {
      recent += entry.calls;
    }
    if (i >= latencyFrom && entry.calls > 0) {
      weight += entry.calls;
      sum += entry.calls * entry.p50;
      total.p99 = Math.max(total.p99 ?? 0, entry.p99);
    }
  });
  total.rate = recent / Math.max(1, Math.min(RATE_SECONDS, entries.length));
  total.p50 = weight ? sum / weight : null;
  total.running = entries[entries.length - 1]?.running ?? 0;
  return total;
}

/**
 * Of one function or DAG: `{calls, errors, retries}` of five minutes, `rate` a second, `p50` and `p99` in milliseconds (the median's
 * mean and the worst second's of the last minute; null: no calls), `running` now.
 */
export const targetStats = (kind, name) => fold(frames.map((one) => one.targets.get(keyOf(kind, name))));

/** The same of the nodes of a DAG, by their names. */
export function nodeStats(name, nodes) {
  const own = frames.map((one) => one.targets.get(keyOf('dag', name)));
  return new Map(nodes.map((node) => [node, fold(own.map((target) => target?.nodes.get(node)))]));
}

/** All that were called in the last five minutes, by `kind/name`. */
export function activeTargets() {
  const entries = new Map();
  frames.forEach((one, i) => one.targets.forEach((target, key) => {
    if (!entries.has(key)) {
      entries.set(key, new Array(frames.length));
    }
    entries.get(key)[i] = target;
  }));
  return new Map([...entries].map(([key, list]) => [key, fold(list)]));
}

/** Everything, each second: `{at, calls, errors, p50, p99, running}`; the target's alone if there is one. */
export function series(kind, name) {
  return frames.map((one) => {
    const targets = name === undefined ? [...one.targets.values()] : [one.targets.get(keyOf(kind, name))].filter(Boolean);
    const second = { at: one.at, calls: 0, errors: 0, p50: null, p99: null, running: 0 };
    let sum = 0;
    for (const target of targets) {
      second.calls += target.calls;
      second.errors += target.errors;
      second.running += target.running ?? 0;
      if (target.calls) {
        sum += target.calls * target.p50;
        second.p99 = Math.max(second.p99 ?? 0, target.p99);
      }
    }
    second.p50 = second.calls ? sum / second.calls : null;
    return second;
  });
}

/** Of five minutes: runs that were too many to be recorded, and how the job's reads of the store went. */
export function totals() {
  const sum = (field) => frames.reduce((total, one) => total + one[field], 0);
  return { leftOut: sum('leftOut'), hits: sum('hits'), misses: sum('misses') };
}

/** Those of `series`, folded. */
export const overall = (seconds) => fold(seconds);
