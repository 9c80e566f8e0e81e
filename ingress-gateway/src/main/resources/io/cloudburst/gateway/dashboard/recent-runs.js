// The last runs of one function or DAG, on its page.
import { html, useEffect, useMemo } from './lib.js';
import { Card, Failure } from './parts.js';
import { href } from './router.js';
import { arrived } from './run-details.js';
import { RunList } from './run-list.js';
import { RunRow } from './run-row.js';
import { useCell } from './state.js';

const SHOWN = 10;

export function useRunList(filter) {
  const list = useMemo(() => new RunList(filter), [filter.kind, filter.target, filter.outcome]);
  useEffect(() => () => list.close(), [list]);
  useCell(list.changes);
  return list;
}

export function RecentRuns({ kind, target }) {
  const list = useRunList({ kind, target });
  useCell(arrived);
  const rows = Array.from({ length: Math.min(SHOWN, list.length) }, (_, i) => list.at(i));
  return html`<${Card} id="recent" title="Recent runs" more=${html`<a href=${href('runs', '', { kind, target })}>All runs</a>`}>
    ${list.error
      ? html`<${Failure} failure=${list.error} again=${() => list.retry()} />`
      : rows.length
        ? html`<div class="run-list short own">${rows.map((run) => html`<${RunRow} key=${run.id} run=${run} tabindex="0" />`)}</div>`
        : html`<p class="muted pad">${list.loading ? 'Loading …' : 'It has not been called lately. Call it with the form.'}</p>`}
  </${Card}>`;
}
