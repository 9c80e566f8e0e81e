// A JSON value, indented and coloured; of a long one first the beginning.
import { html, useMemo, useState } from './lib.js';
import { Copy } from './parts.js';
import { bytes } from './format.js';

const SHOWN = 6_000;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

function coloured(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    out.push(text.slice(from, match.index));
    const kind = match[1] ? (match[2] ? 'name' : 'text') : match[3] ? 'word' : 'number';
    out.push(html`<span class="json-${kind}">${match[1] ?? match[0]}</span>`, match[2] ?? '');
    from = match.index + match[0].length;
  }
  out.push(text.slice(from));
  return out;
}

export function JsonView({ value, label = 'value' }) {
  const [whole, setWhole] = useState(false);
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? '', [value]);
  const long = text.length > SHOWN;
  const shown = long && !whole ? text.slice(0, SHOWN) : text;
  // Colours for a page or two; a megabyte is shown as it is.
  const parts = useMemo(() => (shown.length > 10 * SHOWN ? shown : coloured(shown)), [shown]);
  return html`<div class="json">
    <div class="json-tools"><${Copy} text=${text} what=${`the ${label}`} /></div>
    <pre tabindex="0" aria-label=${label}>${parts}${long && !whole ? '\n…' : ''}</pre>
    ${long && !whole && html`<button class="button" onClick=${() => setWhole(true)}>Show all ${bytes(text.length)}</button>`}
  </div>`;
}
