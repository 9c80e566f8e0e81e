// Values that views watch. However fast they change, views are told at most four times a second, all at once.
import { useEffect, useState } from './lib.js';

const PERIOD_MS = 250;
const changed = new Set();
let last = 0;
let timer = 0;

function flush() {
  timer = 0;
  last = performance.now();
  const cells = [...changed];
  changed.clear();
  cells.forEach((cell) => cell.tell());
}

export class Cell {
  /** Grows with every change that watchers were told of. */
  version = 0;
  #watchers = new Set();
  #value;

  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  /** For what a person has done: seen at once. */
  set(value) {
    this.#value = value;
    changed.delete(this);
    this.tell();
  }

  /** For what comes by itself: seen with the next beat. */
  setSoon(value) {
    this.#value = value;
    this.touch();
  }

  /** Something within the value has changed. */
  touch() {
    changed.add(this);
    if (!timer) {
      timer = setTimeout(() => requestAnimationFrame(flush), Math.max(0, last + PERIOD_MS - performance.now()));
    }
  }

  tell() {
    this.version++;
    [...this.#watchers].forEach((watcher) => watcher());
  }

  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** Draws the component again whenever the cell changes. */
export function useCell(cell) {
  const [, again] = useState(0);
  const drawn = cell.value;
  const version = cell.version;
  useEffect(() => {
    const draw = () => again((n) => n + 1);
    if (cell.version !== version) {
      // It changed between being drawn and being watched.
      draw();
    }
    return cell.watch(draw);
  }, [cell]);
  return drawn;
}

/** Whether the window is as narrow as a telephone. */
export function useNarrow() {
  const [query] = useState(() => matchMedia('(max-width: 859px)'));
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const listener = () => setNarrow(query.matches);
    query.addEventListener('change', listener);
    return () => query.removeEventListener('change', listener);
  }, [query]);
  return narrow;
}

/**
 * What `load(signal)` answers: `{value, error, again}`. Loaded anew when one of `inputs` changes; what was there stays until
 * then, and what comes too late is dropped.
 */
export function useLoaded(load, inputs) {
  const [state, setState] = useState({ value: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (value) => abort.signal.aborted || setState({ value, error: null }),
      (error) => abort.signal.aborted || setState({ value: null, error }),
    );
    return () => abort.abort();
  }, [...inputs, round]);
  return { ...state, again: () => setRound((n) => n + 1) };
}
