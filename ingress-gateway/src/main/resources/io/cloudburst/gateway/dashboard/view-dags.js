// All DAGs as small drawings, page by page.
import { html, useState } from './lib.js';
import { Count, Empty, Failure, Heading, Loading } from './parts.js';
import { registry } from './registry.js';
import { useCell } from './state.js';
import { activeTargets, beat } from './stats.js';
import { DagCard, busiest } from './view-overview.js';

const PAGE = 24;

export function DagsView() {
  const known = useCell(registry);
  useCell(beat);
  const [filter, setFilter] = useState('');
  const [shown, setShown] = useState(PAGE);
  if (!known) {
    return html`<${Heading} title="DAGs" /><${Loading} />`;
  }
  const wanted = filter.trim().toLowerCase();
  const dags = busiest('dag', known.dags.filter((dag) => dag.name.toLowerCase().includes(wanted)), activeTargets());
  const search = (event) => {
    setFilter(event.target.value);
    setShown(PAGE);
  };
  return html`<${Heading} title="DAGs"><${Count} shown=${dags.length} all=${known.dags.length} /></${Heading}>
    ${known.error && html`<${Failure} failure=${known.error} />`}
    <div class="filters"><label class="field inline"><span>Name has</span>
      <input type="search" placeholder="name" value=${filter} onInput=${search} /></label></div>
    ${dags.length
      ? html`<div class="dag-cards">
          ${dags.slice(0, shown).map(({ one, stats }) => html`<${DagCard} key=${one.name} dag=${one} stats=${stats} />`)}</div>`
      : html`<${Empty} title=${known.dags.length ? 'None has that in its name' : 'No DAGs yet'}>
          Register one with the SDK, or with <code>PUT /v1/dags/NAME</code>.</${Empty}>`}
    ${dags.length > shown && html`<p class="center">
      <button class="button" onClick=${() => setShown(shown + PAGE)}>Show more (${dags.length - shown} left)</button></p>`}`;
}
