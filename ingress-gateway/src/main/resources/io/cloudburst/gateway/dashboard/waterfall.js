// When each stage of a run waited and when it ran.
import { html, useState } from './lib.js';
import * as format from './format.js';

const SHOWN = 300;
const STEPS = [1, 2, 5];

/** All times in microseconds since the epoch, as runs have them. */
function span(run) {
  let end = run.ended ?? 0;
  for (const stage of run.timeline) {
    end = Math.max(end, stage.ended || stage.started || stage.queued);
  }
  return { begin: run.accepted, length: Math.max(1, end - run.accepted) };
}

function ticks(length) {
  const rough = length / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (STEPS.find((factor) => factor * power >= rough) ?? 10);
  const out = [];
  for (let at = 0; at <= length; at += step) {
    out.push(at);
  }
  return out;
}

const share = (part, whole) => `${((Math.max(0, part) / whole) * 100).toFixed(3)}%`;

/** Where the words of a bar go: behind it if there is room, else before it, else into it. */
function beside(from, to, length) {
  if (to / length < 0.84) {
    return { left: `calc(${share(to, length)} + 6px)` };
  }
  return from / length > 0.16
    ? { right: `calc(${share(length - from, length)} + 6px)` }
    : { right: `calc(${share(length - to, length)} + 6px)`, color: '#fff' };
}

function rows(timeline) {
  return timeline.map((stage, index) => ({ ...stage, index })).sort((a, b) => a.queued - b.queued || a.started - b.started || a.index - b.index);
}

const NO_STAGES = { RUNNING: 'No stage has ended yet.', LOST: 'Of no stage is known that it has ended.' };

export function Waterfall({ run }) {
  const [all, setAll] = useState(false);
  const { begin, length } = span(run);
  const stages = rows(run.timeline);
  if (!stages.length) {
    return html`<p class="muted">${NO_STAGES[run.outcome] ?? 'No stage of this run was carried out.'}</p>`;
  }
  return html`<div class="waterfall">
    <div class="wf-axis" aria-hidden="true"><span />
      <div class="wf-ticks">
        ${ticks(length).map((at) => html`<span key=${at} style=${{ left: share(at, length) }}>${format.duration(at / 1000)}</span>`)}</div></div>
    <ol aria-label="Stages">
      ${(all ? stages : stages.slice(0, SHOWN)).map((stage) => {
        const ended = stage.ended || begin + length;
        const name = stage.nodes.join(' → ');
        const took = format.duration((ended - stage.started) / 1000);
        const waited = format.duration((stage.started - stage.queued) / 1000);
        const attempt = stage.attempt > 0 && `attempt ${stage.attempt + 1}`;
        const end = stage.error ? `failed: ${stage.error}` : !stage.ended && 'still runs';
        const words = [`${name}: waited ${waited}`, `ran ${took}`, attempt, end].filter(Boolean).join(', ');
        return html`<li key=${stage.index} title=${words}>
          <span class="wf-name">${name}${stage.part > 0 && html` <em>part ${stage.part}</em>`}${attempt && html` <em>${attempt}</em>`}</span>
          <span class="wf-track" role="img" aria-label=${words}>
            <i class="wf-wait" style=${{ left: share(stage.queued - begin, length), width: share(stage.started - stage.queued, length) }} />
            <i class="wf-run ${stage.error ? 'bad' : stage.ended ? 'ok' : 'busy'}"
              style=${{ left: share(stage.started - begin, length), width: share(ended - stage.started, length) }} />
            <span class="wf-took" style=${beside(stage.queued - begin, ended - begin, length)}>${took}</span>
          </span>
        </li>`;
      })}
    </ol>
    ${!all && stages.length > SHOWN && html`<button class="button" onClick=${() => setAll(true)}>Show all ${stages.length} stages</button>`}
    ${run.truncated && html`<p class="hint">Not everything of this run was kept: stages or large values are missing.</p>`}
    <p class="legend" aria-hidden="true">
      <span><i class="wf-wait" /> waits</span><span><i class="wf-run ok" /> runs</span><span><i class="wf-run bad" /> fails</span></p>
  </div>`;
}

/** The same in a line of a list. */
export function SmallWaterfall({ run }) {
  const { begin, length } = span(run);
  const stages = rows(run.timeline).slice(0, 40);
  const height = Math.min(6, 18 / stages.length);
  const top = (18 - height * stages.length) / 2;
  return html`<svg class="small-waterfall" viewBox="0 0 200 18" preserveAspectRatio="none" aria-hidden="true">
    ${stages.map((stage, i) => {
      const start = ((stage.started - begin) / length) * 200;
      const width = Math.max(2, (((stage.ended || begin + length) - stage.started) / length) * 200);
      return html`<rect key=${stage.index} class=${stage.error ? 'bad' : 'ok'}
        x=${start} y=${top + i * height} width=${width} height=${Math.max(1.5, height - 1)} />`;
    })}
  </svg>`;
}
