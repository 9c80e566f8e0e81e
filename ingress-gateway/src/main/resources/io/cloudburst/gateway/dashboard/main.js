// Where it begins: the live data, and the view that the address names.
import { KeyDialog, keyRound } from './access.js';
import { html, render, useEffect, useRef } from './lib.js';
import * as live from './live.js';
import { followRegistry } from './registry.js';
import { route } from './router.js';
import { Shell } from './shell.js';
import { useCell } from './state.js';
import { loadStats } from './stats.js';
import { DagView } from './view-dag.js';
import { DagsView } from './view-dags.js';
import { FunctionView } from './view-function.js';
import { FunctionsView } from './view-functions.js';
import { OverviewView } from './view-overview.js';
import { RunsView } from './view-runs.js';
import { StoreView } from './view-store.js';
import { SystemView } from './view-system.js';
import { Empty } from './parts.js';

const VIEWS = {
  '': [OverviewView, 'Overview'],
  dags: [DagsView, 'DAGs', DagView],
  functions: [FunctionsView, 'Functions', FunctionView],
  runs: [RunsView, 'Runs', RunsView],
  store: [StoreView, 'Store', StoreView],
  system: [SystemView, 'System'],
};

function View({ view, name, query }) {
  const [Whole, , One] = VIEWS[view] ?? [];
  const Shown = name ? One : Whole;
  return Shown
    ? html`<${Shown} key=${Shown === Whole ? view : name} name=${name} query=${query} />`
    : html`<${Empty} title="There is nothing here">The address leads to no view; the list beside shows all there are.</${Empty}>`;
}

function App() {
  const { view, name, query } = useCell(route);
  const round = useCell(keyRound);
  const first = useRef(true);
  useEffect(() => {
    const title = VIEWS[view]?.[1];
    document.title = [name, title, 'Cloudburst'].filter(Boolean).join(' · ');
    if (first.current) {
      first.current = false;
      return;
    }
    // Whoever listens or uses keys begins at the top of the new view; where a list stays beside it, in the list.
    if (VIEWS[view]?.[0] !== VIEWS[view]?.[2]) {
      scrollTo(0, 0);
      document.getElementById('content').focus({ preventScroll: true });
    }
  }, [view, name]);
  useEffect(() => {
    const abort = new AbortController();
    followRegistry(abort.signal);
    if (round > 0) {
      live.restart();
    }
    const load = () => loadStats(abort.signal).catch(() => {
      // The figures begin with the next second, then.
    });
    load();
    const stop = live.began.watch(load);
    return () => {
      abort.abort();
      stop();
    };
  }, [round]);
  return html`<${Shell} view=${view}><${View} key=${round} view=${view} name=${name} query=${query} /></${Shell}><${KeyDialog} />`;
}

live.start();
const root = document.getElementById('app');
root.textContent = '';
render(html`<${App} />`, root);
