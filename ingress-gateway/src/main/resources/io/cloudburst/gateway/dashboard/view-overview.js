// What there is and how it does, at a glance.
import { Charts } from './charts.js';
import { SmallGraph } from './graph.js';
import { html } from './lib.js';
import { Card, Empty, Failure, Figures, Heading, Loading, health } from './parts.js';
import { useRunList } from './recent-runs.js';
import { registry } from './registry.js';
import { href, targetHref } from './router.js';
import { arrived } from './run-details.js';
import { RunRow } from './run-row.js';
import { useCell } from './state.js';
import { activeTargets, beat } from './stats.js';

const DAGS = 6;
const FUNCTIONS = 8;
const RUNS = 8;

const NONE = { calls: 0, errors: 0, rate: 0, p50: null, p99: null, running: 0 };

/** The busiest first, then by name. */
export function busiest(kind, all, active) {
  return all
    .map((one) => ({ one, stats: active.get(`${kind}/${one.name}`) ?? NONE }))
    .sort((a, b) => b.stats.calls - a.stats.calls || (a.one.name < b.one.name ? -1 : 1));
}

export function DagCard({ dag, stats }) {
  return html`<a class="dag-card ${health(stats)}" href=${targetHref('dag', dag.name)}>
    <span class="dag-card-head"><b>${dag.name}</b><span class="muted">${dag.nodes.length} nodes</span></span>
    <span class="dag-card-graph"><${SmallGraph} dag=${dag} /></span>
    <${Figures} stats=${stats} />
  </a>`;
}

export function OverviewView() {
  const known = useCell(registry);
  useCell(beat);
  if (!known) {
    return html`<${Heading} title="Overview" /><${Loading} />`;
  }
  const active = activeTargets();
  const dags = busiest('dag', known.dags, active);
  const functions = busiest('function', known.functions, active);
  return html`<${Heading} title="Overview"><span class="muted">${known.functions.length} functions, ${known.dags.length} DAGs</span></${Heading}>
    ${known.error && html`<${Failure} failure=${known.error} />`}
    <${Charts} />
    ${dags.length > 0 && html`<section class="block" aria-labelledby="dags-title">
      <div class="block-head"><h2 id="dags-title">DAGs</h2>${dags.length > DAGS && html`<a href=${href('dags')}>All ${dags.length}</a>`}</div>
      <div class="dag-cards">${dags.slice(0, DAGS).map(({ one, stats }) => html`<${DagCard} key=${one.name} dag=${one} stats=${stats} />`)}</div>
    </section>`}
    <div class="columns">
      <${Card} id="busy-title" title="Busiest functions" more=${html`<a href=${href('functions')}>All ${functions.length}</a>`}>
        ${functions.length
          ? html`<ul class="busy-list">${functions.slice(0, FUNCTIONS).map(({ one, stats }) => html`<li key=${one.name}>
              <a href=${targetHref('function', one.name)}><i class="dot ${health(stats)}" /><b>${one.name}</b>
                <${Figures} stats=${stats} /></a></li>`)}</ul>`
          : html`<${Empty} title="No functions yet">Register one with the SDK, or <code>./cloudburst deploy functions.jar</code>.</${Empty}>`}
      </${Card}>
      <${LastRuns} />
    </div>`;
}

function LastRuns() {
  const list = useRunList({});
  useCell(arrived);
  const rows = Array.from({ length: Math.min(RUNS, list.length) }, (_, i) => list.at(i));
  return html`<${Card} id="last-title" title="Last runs" more=${html`<a href=${href('runs')}>All runs</a>`}>
    ${list.error
      ? html`<${Failure} failure=${list.error} again=${() => list.retry()} />`
      : rows.length
        ? html`<div class="run-list short compact">${rows.map((run) => html`<${RunRow} key=${run.id} run=${run} tabindex="0" />`)}</div>`
        : html`<p class="muted pad">${list.loading
            ? 'Loading …'
            : html`No runs yet. Try <code>./cloudburst call square 2</code>, or call a function on its page.`}</p>`}
  </${Card}>`;
}
