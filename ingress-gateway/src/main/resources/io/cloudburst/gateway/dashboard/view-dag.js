// One DAG: its drawing with live figures, how it is run, a form to call it, its last runs.
import { explain, getDag } from './api.js';
import { CallForm } from './call-form.js';
import { Charts } from './charts.js';
import { Graph } from './graph.js';
import { html, useState } from './lib.js';
import { Awaited, Heading } from './parts.js';
import { RecentRuns } from './recent-runs.js';
import { dagOf, registry } from './registry.js';
import { href } from './router.js';
import { useCell, useLoaded } from './state.js';
import { nodeStats } from './stats.js';

const BACK = { href: href('dags'), title: 'DAGs' };

export function DagView({ name }) {
  const known = useCell(registry);
  const listed = dagOf(name);
  // Registered a moment ago, perhaps: then the list does not have it yet.
  const isMissing = Boolean(known) && !listed;
  const alone = useLoaded((signal) => (isMissing ? getDag(name, signal) : Promise.resolve(null)), [name, isMissing]);
  const dag = listed ?? alone.value;
  if (!dag) {
    return html`<${Heading} title=${name} kind="DAG" back=${BACK} /><${Awaited} error=${alone.error} />`;
  }
  const names = dag.nodes.map((node) => node.name);
  return html`<${Heading} title=${name} kind="DAG" back=${BACK}><span class="muted">version ${dag.version}</span></${Heading}>
    <${Graph} dag=${dag} figures=${() => nodeStats(name, names)} />
    <${Charts} kind="dag" name=${name} />
    <div class="columns">
      <div><${CallForm} key=${dag.version} kind="dag" target=${dag} /><${Plan} dag=${dag} /></div>
      <${RecentRuns} kind="dag" target=${name} />
    </div>`;
}

function Plan({ dag }) {
  const [open, setOpen] = useState(false);
  const plan = useLoaded((signal) => (open ? explain(dag, signal) : Promise.resolve(null)), [open, dag]);
  return html`<details class="card more" onToggle=${(event) => setOpen(event.target.open)}>
    <summary>How it is run</summary>
    ${plan.value
      ? html`<pre class="plan" tabindex="0" aria-label="plan">${plan.value.text}</pre>`
      : open && html`<${Awaited} error=${plan.error} />`}
  </details>`;
}
