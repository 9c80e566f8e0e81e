// The keys of the store with their lattices, and one of them beside the list.
import { getKey, getKeys } from './api.js';
import { html, useEffect, useMemo, useState } from './lib.js';
import * as format from './format.js';
import { JsonView } from './json-view.js';
import { Awaited, Card, Copy, Empty, Facts, Failure, Heading, Loading } from './parts.js';
import { href, turn } from './router.js';
import { Cell, useCell, useLoaded, useNarrow } from './state.js';
import { VirtualList } from './virtual-list.js';

const PAGE = 200;
const MOST = 20_000;

/** The keys with a prefix, page by page. */
class KeyList {
  changes = new Cell(0);
  keys = [];
  loading = false;
  error = null;
  #prefix;
  #next = '';
  #abort = new AbortController();

  constructor(prefix) {
    this.#prefix = prefix;
    this.load();
  }

  get isWhole() {
    return this.#next === '' || this.keys.length >= MOST;
  }

  close() {
    this.#abort.abort();
  }

  more() {
    if (!this.loading && !this.isWhole && !this.error) {
      this.load();
    }
  }

  async load() {
    this.loading = true;
    this.error = null;
    this.changes.touch();
    try {
      const page = await getKeys({ prefix: this.#prefix, limit: PAGE, after: this.#next }, this.#abort.signal);
      this.keys.push(...page.keys);
      this.#next = page.next ?? '';
    } catch (failure) {
      this.error = failure;
    }
    this.loading = false;
    this.changes.touch();
  }
}

const versionOf = ({ version }) => `${version.partition}:${version.offset}`;

export function StoreView({ name, query }) {
  const prefix = query.get('prefix') ?? '';
  const [round, setRound] = useState(0);
  const list = useMemo(() => new KeyList(prefix), [prefix, round]);
  useEffect(() => () => list.close(), [list]);
  useCell(list.changes);
  const narrow = useNarrow();
  const compact = narrow || Boolean(name);
  const row = (i, more) => {
    const key = list.keys[i];
    return html`<a class="key-row" href=${href('store', key.key, { prefix })} aria-current=${key.key === name ? 'true' : undefined} ...${more}>
      <b title=${key.key}>${key.key}</b><span class="lattice">${key.type}</span><code class="key-value">${format.oneLine(key.value)}</code>
      <span class="cell muted">${versionOf(key)}</span><span class="cell muted">${format.bytes(key.bytes)}</span></a>`;
  };
  return html`<div class="tall split ${name ? 'has-one' : ''}">
    <div class="split-list">
      <${Heading} title="Store"><span class="muted">${format.count(list.keys.length)}${list.isWhole ? '' : '+'} keys</span></${Heading}>
      <form class="filters" role="search" aria-label="Which keys" onSubmit=${(event) => event.preventDefault()}>
        <label class="field inline"><span>Begins with</span>
          <input type="search" spellcheck="false" placeholder="prefix" value=${prefix}
            onChange=${(event) => turn('store', name, { prefix: event.target.value })} /></label>
        <button type="button" class="button" onClick=${() => setRound(round + 1)}>Read again</button>
      </form>
      <div class="card fill key-list ${compact ? 'compact' : ''}">
        ${!compact && html`<div class="key-row head" aria-hidden="true">
          <b>Key</b><span>Lattice</span><span>Value</span><span class="cell">Version</span><span class="cell">Size</span></div>`}
        ${list.error && html`<${Failure} failure=${list.error} again=${() => list.load()} />`}
        ${!list.error && !list.keys.length && (list.loading
          ? html`<${Loading} />`
          : html`<${Empty} title="No such keys">
              ${prefix ? `None begins with “${prefix}”.` : html`Try <code>./cloudburst kvs put greeting '{"hello": "world"}'</code>.`}</${Empty}>`)}
        <${VirtualList} label="Keys" count=${list.keys.length} rowHeight=${compact ? 56 : 36} keyOf=${(i) => list.keys[i].key} row=${row}
          selected=${name ? list.keys.findIndex((key) => key.key === name) : -1}
          onSeen=${(first, last) => last > list.keys.length - 60 && list.more()} />
      </div>
    </div>
    ${name && html`<div class="split-one"><${OneKey} key=${name} name=${name} prefix=${prefix} /></div>`}
  </div>`;
}

function OneKey({ name, prefix }) {
  const { value: key, error, again } = useLoaded((signal) => getKey(name, signal), [name]);
  const back = { href: href('store', '', { prefix }), title: 'Store' };
  if (!key) {
    return html`<${Heading} title=${name} kind="Key" back=${back} /><${Awaited} error=${error} again=${again} />`;
  }
  return html`<${Heading} title=${name} kind="Key" back=${back}><button class="button small" onClick=${again}>Read again</button></${Heading}>
    <${Facts} facts=${[
      ['lattice', html`<span class="lattice">${key.type}</span>`],
      ['version', html`<span class="with-copy"><code>${versionOf(key)}</code><${Copy} text=${versionOf(key)} what="the version" /></span>`],
      ['partition', key.version.partition],
      ['size', format.bytes(key.bytes)],
    ]} />
    <${Card} id="value" title="Value"><${JsonView} value=${key.value ?? null} label="value" /></${Card}>
    <details class="card more"><summary>State, with all that a merge needs</summary>
      <${JsonView} value=${key.state ?? null} label="state" /></details>`;
}
