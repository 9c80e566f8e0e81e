// A list of runs, the newest first: pages of the past at one end, what happens now at the other.
import { getRuns } from './api.js';
import { listen } from './live.js';
import { Cell } from './state.js';

const PAGE = 200;
/** Beyond this it forgets the oldest; who looks for those narrows the filter. */
const MOST = 20_000;

export class RunList {
  /** Grows with every change. */
  changes = new Cell(0);
  loading = false;
  error = null;
  /** Runs that came while the list was held still. */
  waiting = [];

  #filter;
  /** The newest last. */
  #newer = [];
  /** The newest first. */
  #older = [];
  #byId = new Map();
  #next = '';
  #held = false;
  #abort = new AbortController();
  #stop;

  /** @param filter `{kind, target, outcome}`, each as the API has it, or empty */
  constructor(filter) {
    this.#filter = filter;
    this.#stop = listen('run', (run) => this.#take(run));
    this.#load('');
  }

  close() {
    this.#stop();
    this.#abort.abort();
  }

  get length() {
    return this.#newer.length + this.#older.length;
  }

  get isWhole() {
    return this.#next === '' || this.length >= MOST;
  }

  at(index) {
    const newer = this.#newer.length;
    return index < newer ? this.#newer[newer - 1 - index] : this.#older[index - newer];
  }

  indexOf(id) {
    for (let i = 0; i < this.length; i++) {
      if (this.at(i).id === id) {
        return i;
      }
    }
    return -1;
  }

  /** While it is held, new runs wait, so that what is read does not move. */
  hold(held) {
    this.#held = held;
    if (!held && this.waiting.length) {
      this.waiting.forEach((run) => this.#newer.push(run));
      this.waiting = [];
      this.changes.touch();
    }
  }

  /** Loads the next page if there is one. */
  more() {
    if (!this.loading && !this.isWhole && !this.error) {
      this.#load(this.#next);
    }
  }

  retry() {
    this.error = null;
    this.#load(this.#next);
  }

  #matches(run) {
    const { kind, target, outcome } = this.#filter;
    return (!kind || run.kind === kind) && (!target || run.target === target) && (!outcome || run.outcome === outcome);
  }

  #take(run) {
    const known = this.#byId.get(run.id);
    if (known) {
      // What has ended does not run again, whatever comes late.
      if (known.outcome === 'RUNNING' || run.outcome !== 'RUNNING') {
        Object.assign(known, run);
        this.changes.touch();
      }
      return;
    }
    if (!this.#matches(run)) {
      return;
    }
    this.#byId.set(run.id, run);
    (this.#held ? this.waiting : this.#newer).push(run);
    this.#trim();
    this.changes.touch();
  }

  #trim() {
    const forget = (run) => this.#byId.delete(run.id);
    if (this.length > MOST && this.#older.length) {
      this.#older.splice(-Math.min(1_000, this.#older.length)).forEach(forget);
    } else if (this.length > MOST) {
      this.#newer.splice(0, 1_000).forEach(forget);
    }
    if (this.waiting.length > MOST) {
      this.waiting.splice(0, 1_000).forEach(forget);
    }
  }

  async #load(after) {
    this.loading = true;
    this.changes.touch();
    try {
      const page = await getRuns({ ...this.#filter, limit: PAGE, after }, this.#abort.signal);
      for (const run of page.runs) {
        const known = this.#byId.get(run.id);
        if (known) {
          Object.assign(known, run);
        } else {
          this.#byId.set(run.id, run);
          this.#older.push(run);
        }
      }
      this.#next = page.next ?? '';
    } catch (failure) {
      this.error = failure;
    }
    this.loading = false;
    this.changes.touch();
  }
}
