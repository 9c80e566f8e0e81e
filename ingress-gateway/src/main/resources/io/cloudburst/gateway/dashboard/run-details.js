// Runs with their stages, for the small waterfalls of lists: the newest wishes first, few at a time, the last ones kept.
import { getRun } from './api.js';
import { Cell } from './state.js';

const KEPT = 400;
const AT_ONCE = 3;
/** Wishes beyond this are of rows that were scrolled past. */
const WISHES = 30;

/** Grows with every run that has come. */
export const arrived = new Cell(0);

/** By id; null: it could not be had. */
const known = new Map();
const asking = new Set();
let wishes = [];

/** The run with its stages, or null: then it is loaded, unless it still runs. */
export function detailsOf({ id, outcome }) {
  if (known.has(id)) {
    return known.get(id);
  }
  if (outcome !== 'RUNNING' && !asking.has(id) && !wishes.includes(id)) {
    wishes.push(id);
    wishes = wishes.slice(-WISHES);
    queueMicrotask(pump);
  }
  return null;
}

function pump() {
  while (asking.size < AT_ONCE && wishes.length) {
    const id = wishes.pop();
    asking.add(id);
    getRun(id).then((run) => keep(id, run), () => keep(id, null)).finally(() => {
      asking.delete(id);
      pump();
    });
  }
}

function keep(id, run) {
  if (run === null || run.outcome !== 'RUNNING') {
    known.set(id, run);
    if (known.size > KEPT) {
      known.delete(known.keys().next().value);
    }
    arrived.touch();
  }
}
