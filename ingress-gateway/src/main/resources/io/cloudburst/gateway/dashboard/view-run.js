// One run: what went in, what came out, and when each stage ran.
import { getRun } from './api.js';
import { prefill } from './call-form.js';
import { html, useEffect, useState } from './lib.js';
import * as format from './format.js';
import { JsonView } from './json-view.js';
import { listen } from './live.js';
import { Awaited, Card, Copy, Facts, Heading, Outcome } from './parts.js';
import { href, targetHref } from './router.js';
import { took } from './run-row.js';
import { useLoaded } from './state.js';
import { Waterfall } from './waterfall.js';

/** A run is seen a moment after its answer. */
const TRIES = 6;

export function RunView({ name, query }) {
  const { value: run, error, again } = useLoaded((signal) => getRun(name, signal), [name]);
  // What still runs is looked at again when it has changed.
  useEffect(() => listen('run', (event) => event.id === name && again()), [name]);
  const [tries, setTries] = useState(TRIES);
  const missing = error?.status === 404 && tries > 0;
  useEffect(() => {
    if (missing) {
      const timer = setTimeout(() => {
        setTries(tries - 1);
        again();
      }, 700);
      return () => clearTimeout(timer);
    }
  }, [missing, tries]);
  const back = { href: href('runs', '', query), title: 'Runs' };
  if (!run) {
    return html`<${Heading} title="Run" back=${back} /><${Awaited} error=${missing ? null : error} again=${again} />`;
  }
  const target = html`<a href=${targetHref(run.kind, run.target)}>${run.target}</a>`;
  const versions = Object.entries(run.functions ?? {}).map(([one, version]) => `${one} ${version}`);
  return html`<${Heading} title=${target} kind=${run.kind === 'dag' ? 'Run of the DAG' : 'Run of'} back=${back}>
      <${Outcome} outcome=${run.outcome} /></${Heading}>
    <${Facts} facts=${[
      ['id', html`<span class="with-copy"><code class="id">${run.id}</code><${Copy} text=${run.id} what="the id" /></span>`],
      ['accepted', format.wholeTime(run.accepted / 1000)],
      ['took', took(run)],
      ['stages', run.stages],
      ['retries', run.retries],
      versions.length > 0 && ['versions', versions.join(', ')],
    ]} />
    ${run.outcome === 'LOST' && html`<p class="hint">It must have ended, and nobody has told how: the part of the job that ran it has died.</p>`}
    ${run.error && html`<${RunError} error=${run.error} />`}
    <${Card} id="when" title="Stages"><div class="pad"><${Waterfall} run=${run} /></div></${Card}>
    <${Arguments} run=${run} />
    ${run.result !== undefined && html`<${Card} id="result" title="Result"><${JsonView} value=${run.result} label="result" /></${Card}>`}`;
}

function RunError({ error }) {
  return html`<${Card} id="error" title=${error.code} look="error-card">
    <p class="message pad">${error.message}</p>
    ${error.stackTrace && html`<pre class="trace" tabindex="0" aria-label="stack trace">${error.stackTrace}</pre>`}</${Card}>`;
}

function Arguments({ run }) {
  const nodes = Object.entries(run.arguments ?? {});
  const args = run.kind === 'dag' ? run.arguments ?? {} : nodes[0]?.[1] ?? [];
  const again = html`<a href=${targetHref(run.kind, run.target)} onClick=${() => prefill(run.kind, run.target, args)}>Call it again …</a>`;
  return html`<${Card} id="arguments" title="Arguments" more=${again}>
    ${nodes.length === 0 && html`<p class="muted pad">none</p>`}
    ${nodes.map(([node, values]) => html`<div key=${node}>
      ${run.kind === 'dag' && html`<h3 class="pad">${node}</h3>`}<${JsonView} value=${values} label=${`arguments of ${node}`} /></div>`)}
  </${Card}>`;
}
