// All runs as they happen, and one of them beside the list.
import { html, useEffect, useState } from './lib.js';
import * as format from './format.js';
import { Empty, Failure, Heading } from './parts.js';
import { useRunList } from './recent-runs.js';
import { registry } from './registry.js';
import { turn } from './router.js';
import { arrived } from './run-details.js';
import { NARROW_ROW, RunRow, WIDE_ROW } from './run-row.js';
import { useCell, useNarrow } from './state.js';
import { beat, totals } from './stats.js';
import { RunView } from './view-run.js';
import { VirtualList } from './virtual-list.js';

const OUTCOMES = ['RUNNING', 'OK', 'LOST', 'EXECUTION_ERROR', 'TIMEOUT', 'CANCELLED', 'INVALID_ARGUMENT', 'FUNCTION_NOT_FOUND', 'DAG_NOT_FOUND',
  'DAG_INVALID', 'FUNCTION_ENDED', 'UNTRUSTED_CODE', 'OVERLOADED', 'UNAVAILABLE', 'PAYLOAD_TOO_LARGE'];

export function RunsView({ name, query }) {
  const filter = { kind: query.get('kind') ?? '', target: query.get('target') ?? '', outcome: query.get('outcome') ?? '' };
  const list = useRunList(filter);
  useCell(arrived);
  const narrow = useNarrow();
  const [toTop, setToTop] = useState(0);
  useEffect(() => list.hold(false), [list]);
  const compact = narrow || Boolean(name);
  const change = (more) => turn('runs', name, { ...filter, ...more });
  const onSeen = (first, last, scrolled) => {
    list.hold(scrolled);
    if (last > list.length - 60) {
      list.more();
    }
  };
  const anyFilter = filter.kind || filter.target || filter.outcome;
  return html`<div class="tall split ${name ? 'has-one' : ''}">
    <div class="split-list">
      <${Heading} title="Runs"><span class="muted">${format.count(list.length)}${list.isWhole ? '' : '+'} shown</span><${LeftOut} /></${Heading}>
      <${Filters} filter=${filter} change=${change} />
      <div class="card fill run-list ${compact ? 'compact' : ''}">
        ${list.waiting.length > 0 && html`<button class="newer" onClick=${() => setToTop(toTop + 1)}>
          ↑ ${format.count(list.waiting.length)} newer</button>`}
        ${list.error && html`<${Failure} failure=${list.error} again=${() => list.retry()} />`}
        ${!list.error && !list.length && (list.loading
          ? html`<p class="muted pad" role="status">Loading …</p>`
          : html`<${Empty} title=${anyFilter ? 'No such runs' : 'No runs yet'}>
              ${anyFilter ? 'Runs are kept for some hours.' : 'Call a function or a DAG on its page.'}</${Empty}>`)}
        <${VirtualList} label="Runs, the newest first" count=${list.length} rowHeight=${compact ? NARROW_ROW : WIDE_ROW}
          keyOf=${(i) => list.at(i).id} toTop=${toTop} selected=${name ? list.indexOf(name) : -1} onSeen=${onSeen}
          row=${(i, more) => html`<${RunRow} run=${list.at(i)} selected=${list.at(i).id === name} query=${filter} ...${more} />`} />
      </div>
    </div>
    ${name && html`<div class="split-one"><${RunView} key=${name} name=${name} query=${filter} /></div>`}
  </div>`;
}

/** Where there are more runs than can be recorded, most that succeed are counted only. */
function LeftOut() {
  useCell(beat);
  const { leftOut } = totals();
  return leftOut > 0 && html`<span class="muted">${format.count(leftOut)} more in five minutes are only counted</span>`;
}

function Filters({ filter, change }) {
  const known = useCell(registry);
  const [target, setTarget] = useState(filter.target);
  useEffect(() => setTarget(filter.target), [filter.target]);
  const names = known ? [...known.functions, ...known.dags].map((one) => one.name) : [];
  return html`<form class="filters" role="search" aria-label="Which runs" onSubmit=${(event) => { event.preventDefault(); change({ target }); }}>
    <label class="field inline"><span>Of</span><input type="search" list="targets" placeholder="any function or DAG" value=${target}
      onInput=${(event) => setTarget(event.target.value)} onChange=${(event) => change({ target: event.target.value })} /></label>
    <datalist id="targets">${names.slice(0, 1000).map((name) => html`<option value=${name} />`)}</datalist>
    <label class="field inline"><span class="sr">Kind</span><select value=${filter.kind} onChange=${(event) => change({ kind: event.target.value })}>
      <option value="">any kind</option><option value="function">functions</option><option value="dag">DAGs</option></select></label>
    <label class="field inline"><span class="sr">Outcome</span>
      <select value=${filter.outcome} onChange=${(event) => change({ outcome: event.target.value })}>
      <option value="">any outcome</option>${OUTCOMES.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
  </form>`;
}
