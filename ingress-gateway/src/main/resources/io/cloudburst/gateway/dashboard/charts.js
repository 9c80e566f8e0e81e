// The last five minutes of a function, a DAG, or everything.
import { html } from './lib.js';
import * as format from './format.js';
import { Spark } from './spark.js';
import { useCell } from './state.js';
import { beat, overall, series } from './stats.js';

function Tile({ title, value, unit, note, bad, children }) {
  return html`<div class="tile"><span class="tile-title">${title}</span>
    <span class="tile-value ${bad ? 'bad' : ''}">${value}${unit && html` <small>${unit}</small>`}</span>
    ${note && html`<span class="tile-note">${note}</span>`}${children}</div>`;
}

/** Without a name: of everything. */
export function Charts({ kind, name }) {
  useCell(beat);
  const seconds = series(kind, name);
  const total = overall(seconds);
  const share = total.calls ? total.errors / total.calls : 0;
  return html`<section class="tiles" aria-label="The last five minutes">
    <${Tile} title="Calls" value=${format.rate(total.rate)} unit="per second" note=${`${format.count(total.calls)} in five minutes`}>
      <${Spark} label="calls of each second" values=${seconds.map((one) => one.calls)} /></${Tile}>
    <${Tile} title="Errors" value=${format.count(total.errors)} unit=${format.percent(share)} bad=${total.errors > 0} note="in five minutes">
      <${Spark} label="errors of each second" values=${seconds.map(() => null)} marks=${seconds.map((one) => one.errors)} /></${Tile}>
    <${Tile} title="Median" value=${format.duration(total.p50)} note="of the last minute">
      <${Spark} label="median of each second" values=${seconds.map((one) => one.p50)} /></${Tile}>
    <${Tile} title="99th percentile" value=${format.duration(total.p99)} note="of the last minute">
      <${Spark} label="99th percentile of each second" values=${seconds.map((one) => one.p99)} /></${Tile}>
    <${Tile} title="Running" value=${format.count(total.running)} note="now">
      <${Spark} label="running at each second" values=${seconds.map((one) => one.running)} /></${Tile}>
  </section>`;
}
