// One run in a list: in one line where there is room, else in two.
import { html } from './lib.js';
import * as format from './format.js';
import { Outcome } from './parts.js';
import { href } from './router.js';
import { detailsOf } from './run-details.js';
import { SmallWaterfall } from './waterfall.js';

export const WIDE_ROW = 40;
export const NARROW_ROW = 60;

export function took(run) {
  return run.ended ? format.duration((run.ended - run.accepted) / 1000) : '…';
}

export function RunRow({ run, selected, query, tabindex }) {
  const details = detailsOf(run);
  const words = `${run.kind} ${run.target}, ${run.outcome}, ${took(run)}, ${format.time(run.accepted / 1000)}`;
  return html`<a class="run-row" href=${href('runs', run.id, query)} tabindex=${tabindex}
      aria-label=${words} aria-current=${selected ? 'true' : undefined}>
    <span class="run-outcome"><${Outcome} outcome=${run.outcome} /></span>
    <span class="run-target"><b>${run.target}</b>${run.kind === 'dag' && html`<em>DAG</em>`}</span>
    <span class="run-error">${run.error ?? ''}</span>
    <span class="run-retries">${run.retries > 0 && `${run.retries} ${run.retries === 1 ? 'retry' : 'retries'}`}</span>
    <span class="run-waterfall">${details && html`<${SmallWaterfall} run=${details} />`}</span>
    <span class="run-took">${took(run)}</span>
    <span class="run-time">${format.time(run.accepted / 1000)}</span>
  </a>`;
}
