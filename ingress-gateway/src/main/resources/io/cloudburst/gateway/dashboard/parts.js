// Small things that many views show.
import { html, useState } from './lib.js';
import { Icon } from './icons.js';
import * as format from './format.js';

export function Heading({ title, kind, back, children }) {
  return html`<div class="heading">
    ${back && html`<a class="back" href=${back.href}><${Icon} name="back" />${back.title}</a>`}
    <h1>${kind && html`<span class="kind">${kind}</span> `}${title}</h1>
    ${children}
  </div>`;
}

export const Empty = ({ title, children }) => html`<div class="empty"><b>${title}</b><p>${children}</p></div>`;

/** What went wrong, in the gateway's words. */
export function Failure({ failure, again }) {
  return html`<div class="failure" role="alert">
    <b>${failure.title || failure.code || 'Something went wrong'}</b>
    <p>${failure.message}</p>
    ${again && html`<button class="button" onClick=${again}>Try again</button>`}
  </div>`;
}

/** While something is loaded, and where that failed. */
export const Awaited = ({ error, again }) => (error ? html`<${Failure} failure=${error} again=${again} />` : html`<${Loading} />`);

/** A part of a view; `more` stands beside its title. */
export function Card({ id, title, more, look = '', children }) {
  return html`<section class="card ${look}" aria-labelledby=${id}>
    <div class="card-head"><h2 id=${id}>${title}</h2>${more}</div>
    ${children}
  </section>`;
}

/** How many of something, and of how many. */
export const Count = ({ shown, all }) => html`<span class="muted">${shown === all ? format.count(all) : `${format.count(shown)} of ${format.count(all)}`}</span>`;

export const Loading = () => html`<p class="loading" role="status">Loading …</p>`;

const OUTCOMES = { OK: 'ok', RUNNING: 'busy' };

export const outcomeClass = (outcome) => OUTCOMES[outcome] ?? 'bad';

export function Outcome({ outcome }) {
  return html`<span class="outcome ${outcomeClass(outcome)}"><i class="dot" /><span>${outcome}</span></span>`;
}

export function Copy({ text, what }) {
  const [done, setDone] = useState(false);
  if (!navigator.clipboard) {
    return null;
  }
  const copy = () => navigator.clipboard.writeText(text).then(() => {
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  }, () => setDone(false));
  const label = `Copy ${what}`;
  return html`<button class="icon-button small" onClick=${copy} aria-label=${label} title=${label}>
    ${done ? html`<span class="copied" role="status">copied</span>` : html`<${Icon} name="copy" />`}</button>`;
}

/** Names and values, such as of a run or a key. */
export function Facts({ facts }) {
  return html`<dl class="facts">${facts.filter(Boolean).map(([name, value]) =>
    html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The live figures of a function, DAG or node, in one line. */
export function Figures({ stats }) {
  if (stats.calls === 0 && stats.running === 0) {
    return html`<span class="figures">idle</span>`;
  }
  return html`<span class="figures">
    <span><b>${format.rate(stats.rate)}</b>/s</span>
    <span title="the median and the 99th percentile of the last minute">
      ${stats.p50 === null ? 'no calls' : html`<b>${format.duration(stats.p50)}</b> · p99 ${format.duration(stats.p99)}`}
    </span>
    ${stats.errors > 0 && html`<span class="bad"><b>${format.count(stats.errors)}</b> ${stats.errors === 1 ? 'error' : 'errors'}</span>`}
    ${stats.running > 0 && html`<span class="busy">${format.count(stats.running)} running</span>`}
  </span>`;
}

/** How something does, as a colour: of what failed in the last five minutes. */
export function health(stats) {
  if (!stats || stats.calls === 0) {
    return 'idle';
  }
  const share = stats.errors / stats.calls;
  return share > 0.05 ? 'bad' : share > 0 ? 'warn' : 'ok';
}
