// Calls a function or DAG with JSON and shows the answer.
import { call } from './api.js';
import { html, useEffect, useMemo, useRef, useState } from './lib.js';
import * as format from './format.js';
import { JsonView } from './json-view.js';
import { Card } from './parts.js';
import { functionOf } from './registry.js';
import { href } from './router.js';

const SAMPLES = [
  [/^(int|long|short|byte|java\.lang\.(Integer|Long|Short|Byte)|java\.math\.BigInteger)$/, 1],
  [/^(float|double|java\.lang\.(Float|Double|Number)|java\.math\.BigDecimal)$/, 1.5],
  [/^(boolean|java\.lang\.Boolean)$/, true],
  [/^java\.lang\.(String|CharSequence)$/, 'text'],
  [/(\[\]|^java\.util\.(List|Set|Collection)\b.*)$/, []],
  [/^java\.lang\.Object$/, null],
];

const sample = (type) => SAMPLES.find(([pattern]) => pattern.test(type))?.[1] ?? (SAMPLES.some(([p]) => p.test(type)) ? null : {});

/** Something to begin with: arguments of the right number, and of about the right kind. */
function proposal(kind, target) {
  if (kind === 'function') {
    return JSON.stringify(target.parameterTypes.map(sample));
  }
  const args = {};
  for (const node of target.nodes) {
    if (!target.edges.some((edge) => edge.to === node.name)) {
      args[node.name] = (functionOf(node.target ?? node.name)?.parameterTypes ?? []).map(sample);
    }
  }
  return written('dag', args);
}

/** A line for each node. */
function written(kind, args) {
  const lines = Object.entries(args).map(([node, values]) => `  ${JSON.stringify(node)}: ${JSON.stringify(values)}`);
  return kind === 'function' ? JSON.stringify(args) : lines.length ? `{\n${lines.join(',\n')}\n}` : '{}';
}

/** Arguments of a run that is to be made again; kept between its page and the form. */
let prefilled = null;
export const prefill = (kind, name, args) => (prefilled = { kind, name, args });

function first(kind, target) {
  const given = prefilled?.kind === kind && prefilled.name === target.name ? prefilled : null;
  prefilled = null;
  return given ? written(kind, given.args) : proposal(kind, target);
}

export function CallForm({ kind, target }) {
  const [text, setText] = useState(() => first(kind, target));
  const [timeout, setTimeout] = useState('');
  const [again, setAgain] = useState('');
  const [state, setState] = useState({ phase: 'idle' });
  const abort = useRef(null);
  useEffect(() => () => abort.current?.abort(), []);
  const wrong = useMemo(() => {
    try {
      const value = JSON.parse(text);
      if (kind === 'function') {
        return Array.isArray(value) ? '' : 'A function takes a list: [argument, …]';
      }
      return value && typeof value === 'object' && !Array.isArray(value) ? '' : 'A DAG takes the arguments of its nodes: {"node": [argument, …]}';
    } catch (failure) {
      return failure.message;
    }
  }, [text, kind]);
  const calling = state.phase === 'calling';
  const submit = async (event) => {
    event?.preventDefault();
    if (wrong || calling) {
      return;
    }
    abort.current = new AbortController();
    const begun = performance.now();
    setState({ phase: 'calling' });
    try {
      const answer = await call(
        kind,
        target.name,
        { args: JSON.parse(text), ...(timeout ? { timeoutMs: Number(timeout) } : {}) },
        again ? { 'Idempotency-Key': again } : {},
        abort.current.signal,
      );
      setState({ phase: 'done', answer, took: performance.now() - begun });
    } catch (failure) {
      setState(failure.name === 'AbortError' ? { phase: 'idle' } : { phase: 'failed', failure, took: performance.now() - begun });
    }
  };
  const parameters = kind === 'function' && (target.parameterTypes.length ? target.parameterTypes.map(format.simpleType).join(', ') : 'no arguments');
  return html`<${Card} id="call-title" title="Call it" look="call">
    <form class="pad" onSubmit=${submit}>
      <label class="field"><span>${kind === 'dag' ? 'Arguments of its nodes' : html`Arguments <code>(${parameters})</code>`}</span>
        <textarea name="arguments" rows=${Math.min(12, Math.max(2, text.split('\n').length))} spellcheck="false" value=${text}
          aria-invalid=${wrong ? 'true' : undefined} aria-describedby="call-hint"
          onInput=${(event) => setText(event.target.value)}
          onKeyDown=${(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit(event)} /></label>
      <p id="call-hint" class=${wrong ? 'hint bad' : 'hint'}>${wrong || 'JSON. Ctrl + Enter calls.'}</p>
      <details class="more"><summary>Timeout and idempotency key</summary>
        <div class="two">
          <label class="field"><span>Timeout, ms</span>
            <input type="number" min="1" placeholder="30000" value=${timeout} onInput=${(event) => setTimeout(event.target.value)} /></label>
          <label class="field"><span>Idempotency key</span>
            <input type="text" placeholder="none" value=${again} onInput=${(event) => setAgain(event.target.value)} /></label>
        </div>
      </details>
      <div class="buttons">
        <button class="button primary" disabled=${Boolean(wrong) || calling}>${calling ? 'Calling …' : 'Call'}</button>
        ${calling && html`<button type="button" class="button" onClick=${() => abort.current.abort()}>Do not wait</button>`}
      </div>
    </form>
    <div aria-live="polite"><${Answer} state=${state} /></div>
  </${Card}>`;
}

function AnswerHead({ title, took, id }) {
  return html`<p class="answer-head"><b>${title}</b><span class="muted">${format.duration(took)}</span>
    ${id && html`<a href=${href('runs', id)}>Show the run</a>`}</p>`;
}

function Answer({ state }) {
  if (state.phase === 'done') {
    return html`<div class="answer ok">
      <${AnswerHead} title="Result" took=${state.took} id=${state.answer.id} />
      <${JsonView} value=${state.answer.result ?? null} label="result" />
    </div>`;
  }
  if (state.phase === 'failed') {
    const { failure } = state;
    return html`<div class="answer bad">
      <${AnswerHead} title=${failure.code} took=${state.took} id=${failure.callId} />
      <p class="message">${failure.message}</p>
      ${failure.stackTrace && html`<pre class="trace" tabindex="0" aria-label="stack trace">${failure.stackTrace}</pre>`}
    </div>`;
  }
  return null;
}
