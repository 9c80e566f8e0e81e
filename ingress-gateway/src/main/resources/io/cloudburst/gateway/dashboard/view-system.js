// The parts of the system: whether they answer, how far behind they are.
import { getReadiness, getStatus } from './api.js';
import { html, useEffect, useState } from './lib.js';
import * as format from './format.js';
import { Facts, Failure, Heading, Loading } from './parts.js';
import { listen } from './live.js';
import { useLoaded } from './state.js';

export function SystemView() {
  const loaded = useLoaded(getStatus, []);
  const ready = useLoaded(getReadiness, []);
  const [now, setNow] = useState(null);
  useEffect(() => listen('status', setNow), []);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || ready.again(), 5_000);
    return () => clearInterval(timer);
  }, []);
  const status = now ?? loaded.value;
  return html`<${Heading} title="System">${ready.value && html`<span class="outcome ${ready.value.ready ? 'ok' : 'bad'}"><i class="dot" />${ready.value.ready ? 'everything answers' : 'not everything answers'}</span>`}</${Heading}>
    ${ready.value && html`<section class="parts-row" aria-label="Parts">${Object.entries(ready.value.parts).map(([part, { ready: answers, reason }]) => html`<div key=${part} class="part ${answers ? 'ok' : 'bad'}">
      <i class="dot" /><b>${part}</b><span class="muted">${answers ? 'answers' : reason}</span></div>`)}</section>`}
    ${!status && (loaded.error ? html`<${Failure} failure=${loaded.error} again=${loaded.again} />` : html`<${Loading} />`)}
    ${status && html`<div class="columns"><${Job} job=${status.job} /><${Topics} topics=${status.topics} /></div><${Stores} stores=${status.stores} />`}`;
}

function Job({ job }) {
  const { checkpoint } = job;
  return html`<section class="card" aria-labelledby="job"><div class="card-head"><h2 id="job">Flink job</h2></div>
    <div id="job-facts"><${Facts} facts=${[
      ['state', html`<span class="outcome ${job.state === 'RUNNING' ? 'ok' : 'bad'}"><i class="dot" />${job.state}</span>`],
      ['instances', `${job.instances} of ${job.parallelism}`],
      job.started && ['running since', format.ago(job.started)],
      checkpoint && ['last checkpoint', `${checkpoint.id}, ${format.ago(checkpoint.at)}`],
    ]} /></div></section>`;
}

function Stores({ stores }) {
  return html`<section class="card" aria-labelledby="stores"><div class="card-head"><h2 id="stores">Store nodes</h2></div>
    <div class="table-box" tabindex="0" role="group" aria-label="Partitions of the store"><table id="stores-table">
      <thead><tr><th>Node</th><th class="num">Partition</th><th class="num">Applied</th><th class="num">End of the log</th><th class="num">Lag</th></tr></thead>
      <tbody>${stores.flatMap((store) => store.partitions.map((one, i) => html`<tr key=${`${store.node} ${one.partition}`}>
        <th scope="row">${i === 0 ? html`<b>${store.node}</b> <span class="muted">${store.address}</span>` : ''}</th>
        <td class="num">${one.partition}</td><td class="num">${format.count(one.applied)}</td><td class="num">${format.count(one.end)}</td>
        <td class="num"><${Lag} lag=${one.lag} /></td></tr>`))}</tbody></table></div></section>`;
}

const Lag = ({ lag }) => html`<span class=${lag > 1000 ? 'bad' : lag ? '' : 'muted'}>${format.count(lag)}</span>`;

function Topics({ topics }) {
  return html`<section class="card" aria-labelledby="topics"><div class="card-head"><h2 id="topics">Topics</h2></div>
    <div class="table-box"><table id="topics-table"><thead><tr><th>Topic</th><th class="num">Partitions</th><th class="num">Records</th><th class="num">Lag</th></tr></thead>
    <tbody>${topics.map((topic) => html`<tr key=${topic.name}><th scope="row"><code>${topic.name}</code></th><td class="num">${topic.partitions}</td><td class="num">${format.count(topic.records)}</td><td class="num">${topic.lag !== undefined && html`<${Lag} lag=${topic.lag} />`}</td></tr>`)}</tbody></table></div></section>`;
}
