// One function: the DAGs that it is in, how it does, what it is, a form to call it, its last runs.
import { getFunction } from './api.js';
import { CallForm } from './call-form.js';
import { Charts } from './charts.js';
import * as format from './format.js';
import { Graph } from './graph.js';
import { html, useMemo } from './lib.js';
import { Awaited, Card, Copy, Facts, Heading } from './parts.js';
import { RecentRuns } from './recent-runs.js';
import { functionOf, registry, usersOf } from './registry.js';
import { href } from './router.js';
import { useCell, useLoaded } from './state.js';
import { targetStats } from './stats.js';

const BACK = { href: href('functions'), title: 'Functions' };

/** The function and the DAGs around it, as if they were the nodes of one. */
function neighbourhood(name, users) {
  const self = { name, target: name };
  return {
    name,
    nodes: [...users.map((dag) => ({ name: `${dag.name} `, target: dag.name, form: 'dag' })), self],
    edges: users.map((dag) => ({ from: `${dag.name} `, to: name })),
  };
}

export function FunctionView({ name }) {
  const known = useCell(registry);
  const listed = functionOf(name);
  const isMissing = Boolean(known) && !listed;
  const alone = useLoaded((signal) => (isMissing ? getFunction(name, signal) : Promise.resolve(null)), [name, isMissing]);
  const drawing = useMemo(() => neighbourhood(name, usersOf('function', name)), [name, known]);
  const one = listed ?? alone.value;
  if (!one) {
    return html`<${Heading} title=${name} kind="Function" back=${BACK} /><${Awaited} error=${alone.error} />`;
  }
  const figures = () => new Map(drawing.nodes.map((node) => [node.name, targetStats(node.form === 'dag' ? 'dag' : 'function', node.target)]));
  return html`<${Heading} title=${name} kind="Function" back=${BACK}><span class="muted">version ${one.version}</span></${Heading}>
    <${Graph} dag=${drawing} figures=${figures} caption=${drawing.nodes.length > 1 ? 'with the DAGs that use it' : 'no DAG uses it'} />
    <${Charts} kind="function" name=${name} />
    <div class="columns">
      <div><${CallForm} key=${one.version} kind="function" target=${one} /><${About} one=${one} /></div>
      <${RecentRuns} kind="function" target=${name} />
    </div>`;
}

function retries({ attempts, firstBackoffMs, multiplier, longestBackoffMs }) {
  const first = format.duration(firstBackoffMs);
  return `${attempts} attempts, the second after ${first}, then × ${multiplier} up to ${format.duration(longestBackoffMs)}`;
}

function About({ one }) {
  const { maxConcurrent, retry } = one.options;
  const { sha256, bytes } = one.bundle;
  return html`<${Card} id="about" title="What it is">
    <${Facts} facts=${[
      ['takes', html`<code>${one.parameterTypes.length ? one.parameterTypes.map(format.simpleType).join(', ') : 'nothing'}</code>`],
      ['gives', html`<code>${format.simpleType(one.resultType)}</code>`],
      ['at once', maxConcurrent ? `${maxConcurrent} on an executor` : 'as many as there are threads'],
      ['retries', retry ? retries(retry) : 'none'],
      ['code', html`<span class="with-copy"><code title=${sha256}>${sha256.slice(0, 16)}…</code> ${format.bytes(bytes)}
        <${Copy} text=${sha256} what="the bundle's SHA-256" /></span>`],
    ]} /></${Card}>`;
}
