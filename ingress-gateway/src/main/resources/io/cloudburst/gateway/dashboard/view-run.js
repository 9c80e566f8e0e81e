// One run: what went in, what came out, and when each stage ran.
import { getRun } from './api.js';
import { prefill } from './call-form.js';
import { html, useEffect } from './lib.js';
import * as format from './format.js';
import { JsonView } from './json-view.js';
import { listen } from './live.js';
import { Copy, Facts, Failure, Heading, Loading, Outcome } from './parts.js';
import { href, targetHref } from './router.js';
import { took } from './run-row.js';
import { useLoaded } from './state.js';
import { Waterfall } from './waterfall.js';

export function RunView({ name, query }) {
  const { value: run, error, again } = useLoaded((signal) => getRun(name, signal), [name]);
  // What still runs is looked at again when it has changed.
  useEffect(() => listen('run', (event) => event.id === name && again()), [name]);
  const back = { href: href('runs', '', query), title: 'Runs' };
  if (!run) {
    return html`<${Heading} title="Run" back=${back} />${error ? html`<${Failure} failure=${error} again=${again} />` : html`<${Loading} />`}`;
  }
  return html`<${Heading} title=${html`<a href=${targetHref(run.kind, run.target)}>${run.target}</a>`} kind=${run.kind === 'dag' ? 'Run of the DAG' : 'Run of'} back=${back}>
      <${Outcome} outcome=${run.outcome} /></${Heading}>
    <${Facts} facts=${[
      ['id', html`<span class="with-copy"><code class="id">${run.id}</code><${Copy} text=${run.id} what="the id" /></span>`],
      ['accepted', format.wholeTime(run.accepted / 1000)],
      ['took', took(run)],
      ['stages', run.stages],
      ['retries', run.retries],
    ]} />
    ${run.error && html`<${RunError} error=${run.error} />`}
    <section class="card" aria-labelledby="when"><div class="card-head"><h2 id="when">Stages</h2></div>
      <div class="pad"><${Waterfall} run=${run} /></div></section>
    <${Arguments} run=${run} />
    ${run.result !== undefined && html`<section class="card" aria-labelledby="result"><div class="card-head"><h2 id="result">Result</h2></div>
      <${JsonView} value=${run.result} label="result" /></section>`}`;
}

function RunError({ error }) {
  return html`<section class="card error-card" aria-labelledby="error"><div class="card-head"><h2 id="error">${error.code}</h2></div>
    <p class="message pad">${error.message}</p>
    ${error.stackTrace && html`<pre class="trace" tabindex="0" aria-label="stack trace">${error.stackTrace}</pre>`}</section>`;
}

function Arguments({ run }) {
  const nodes = Object.entries(run.arguments ?? {});
  const args = run.kind === 'dag' ? run.arguments ?? {} : nodes[0]?.[1] ?? [];
  return html`<section class="card" aria-labelledby="arguments"><div class="card-head"><h2 id="arguments">Arguments</h2>
      <a href=${targetHref(run.kind, run.target)} onClick=${() => prefill(run.kind, run.target, args)}>Call it again …</a></div>
    ${nodes.length === 0 && html`<p class="muted pad">none</p>`}
    ${nodes.map(([node, values]) => html`<div key=${node}>${run.kind === 'dag' && html`<h3 class="pad">${node}</h3>`}<${JsonView} value=${values} label=${`arguments of ${node}`} /></div>`)}
  </section>`;
}
