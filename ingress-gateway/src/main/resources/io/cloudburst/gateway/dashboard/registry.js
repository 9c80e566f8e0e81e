// The functions and DAGs that are registered, held as a whole: the gateway does so too.
import { askAll } from './api.js';
import { Cell } from './state.js';

const AGAIN_MS = 15_000;

/** `{functions, dags, error}`, each list sorted by name; null until it is loaded. */
export const registry = new Cell(null);

let tags = '';

export async function loadRegistry(signal) {
  try {
    const [functions, dags] = await Promise.all([
      askAll('/v1/functions', 'functions', signal),
      askAll('/v1/dags', 'dags', signal),
    ]);
    const now = [...functions, ...dags].map((one) => `${one.name}:${one.version}`).join();
    if (now !== tags || registry.value?.error || registry.value === null) {
      tags = now;
      registry.set({ functions, dags, error: null });
    }
  } catch (error) {
    if (!signal.aborted) {
      registry.set({ functions: [], dags: [], ...registry.value, error });
    }
  }
}

/** Loads it, and again every now and then while the page is seen, until the signal. */
export function followRegistry(signal) {
  loadRegistry(signal);
  const timer = setInterval(() => document.hidden || loadRegistry(signal), AGAIN_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

export const functionOf = (name) => registry.value?.functions.find((one) => one.name === name);
export const dagOf = (name) => registry.value?.dags.find((one) => one.name === name);

/** The DAGs with a node whose target is this function or DAG. */
export function usersOf(kind, name) {
  return (registry.value?.dags ?? []).filter((dag) =>
    dag.nodes.some((node) => (node.form === 'dag') === (kind === 'dag') && (node.target ?? node.name) === name));
}
