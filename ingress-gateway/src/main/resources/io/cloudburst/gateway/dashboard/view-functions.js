// All functions, however many.
import { html, useMemo, useState } from './lib.js';
import * as format from './format.js';
import { Count, Empty, Failure, Heading, Loading, health } from './parts.js';
import { registry } from './registry.js';
import { targetHref } from './router.js';
import { useCell, useNarrow } from './state.js';
import { activeTargets, beat } from './stats.js';
import { busiest } from './view-overview.js';
import { VirtualList } from './virtual-list.js';

const ORDERS = {
  busy: ['busiest first', (rows) => rows],
  name: ['by name', (rows) => rows.sort((a, b) => (a.one.name < b.one.name ? -1 : 1))],
  slow: ['slowest first', (rows) => rows.sort((a, b) => (b.stats.p50 ?? -1) - (a.stats.p50 ?? -1))],
  errors: ['most errors first', (rows) => rows.sort((a, b) => b.stats.errors - a.stats.errors)],
};

function Row({ one, stats, tabindex }) {
  const signature = `(${one.parameterTypes.map(format.simpleType).join(', ')}) → ${format.simpleType(one.resultType)}`;
  return html`<a class="function-row" href=${targetHref('function', one.name)} tabindex=${tabindex}>
    <i class="dot ${health(stats)}" /><b>${one.name}</b><span class="signature">${signature}</span>
    <span class="cell">${stats.calls ? `${format.rate(stats.rate)}/s` : html`<span class="muted">idle</span>`}</span>
    <span class="cell">${format.duration(stats.p50)}</span>
    <span class="cell wide-only">${format.duration(stats.p99)}</span>
    <span class="cell ${stats.errors ? 'bad' : 'muted'}">${stats.errors ? format.count(stats.errors) : '0'}</span>
    <span class="cell wide-only muted">${stats.running || ''}</span>
  </a>`;
}

export function FunctionsView() {
  const known = useCell(registry);
  const second = useCell(beat).toString();
  const narrow = useNarrow();
  const [filter, setFilter] = useState('');
  const [order, setOrder] = useState('busy');
  const rows = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return ORDERS[order][1](busiest('function', (known?.functions ?? []).filter((one) => one.name.toLowerCase().includes(wanted)), activeTargets()));
  }, [known, second, filter, order]);
  if (!known) {
    return html`<${Heading} title="Functions" /><${Loading} />`;
  }
  return html`<div class="tall"><${Heading} title="Functions"><${Count} shown=${rows.length} all=${known.functions.length} /></${Heading}>
    ${known.error && html`<${Failure} failure=${known.error} />`}
    <div class="filters">
      <label class="field inline"><span>Name has</span>
        <input type="search" placeholder="name" value=${filter} onInput=${(event) => setFilter(event.target.value)} /></label>
      <label class="field inline"><span>Order</span><select value=${order} onChange=${(event) => setOrder(event.target.value)}>
        ${Object.entries(ORDERS).map(([id, [title]]) => html`<option value=${id}>${title}</option>`)}</select></label>
    </div>
    ${rows.length
      ? html`<div class="card fill">
          <div class="function-row head" aria-hidden="true">
            <i /><b>Function</b><span class="signature" /><span class="cell">Calls</span><span class="cell">Median</span>
            <span class="cell wide-only">p99</span><span class="cell">Errors</span><span class="cell wide-only">Running</span></div>
          <${VirtualList} label="Functions" count=${rows.length} rowHeight=${narrow ? 52 : 38} keyOf=${(i) => rows[i].one.name}
            row=${(i, more) => html`<${Row} ...${rows[i]} ...${more} />`} /></div>`
      : html`<${Empty} title=${known.functions.length ? 'None has that in its name' : 'No functions yet'}>
          Register one with the SDK, or <code>./cloudburst deploy functions.jar</code>.</${Empty}>`}
  </div>`;
}
