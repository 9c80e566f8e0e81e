// The gateway's HTTP API, as docs/http.md has it.
import { askForKey, authorization } from './access.js';

/** What the gateway answers when something is wrong. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `the gateway answered with ${status}`);
    this.status = status;
    this.code = body.code || String(status);
    this.title = body.title || '';
    this.stackTrace = body.stackTrace || '';
    this.callId = body.callId || '';
  }
}

/** Longer than anything may take that is waited for: calls are asked for again after half a minute. */
const PATIENCE_MS = 60_000;

function unanswered(failure) {
  switch (failure.name) {
    case 'AbortError':
      return failure;
    case 'TimeoutError':
      return new Problem(0, { code: 'TIMEOUT', detail: 'the gateway has not answered for a minute; where many windows show it, close some' });
    default:
      return new Problem(0, { code: 'UNREACHABLE', detail: 'the gateway does not answer' });
  }
}

/** As it came: the body is not read yet. Asks for a key if there must be one. A stream is read for as long as its signal lets it. */
export async function request(path, { method = 'GET', body, headers = {}, signal, stream = false } = {}) {
  const patience = stream ? [] : [AbortSignal.timeout(PATIENCE_MS)];
  const response = await fetch(path, {
    method,
    signal: AbortSignal.any([...patience, ...(signal ? [signal] : [])]),
    cache: 'no-store',
    headers: {
      ...authorization(),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((failure) => {
    throw unanswered(failure);
  });
  if (!response.ok) {
    const problem = new Problem(response.status, await response.json().catch(() => ({})));
    if (response.status === 401) {
      askForKey(problem.message);
    }
    throw problem;
  }
  return response;
}

export async function ask(path, options) {
  return (await request(path, options)).json();
}

export function query(parameters) {
  const present = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return present.length ? `?${new URLSearchParams(present)}` : '';
}

/** All pages of a list that has an end which memory can hold. */
export async function askAll(path, field, signal) {
  const all = [];
  let after = '';
  do {
    const page = await ask(path + query({ limit: 1000, after }), { signal });
    all.push(...page[field]);
    after = page.next ?? '';
  } while (after);
  return all;
}

const encode = encodeURIComponent;

export const getFunction = (name, signal) => ask(`/v1/functions/${encode(name)}`, { signal });
export const getDag = (name, signal) => ask(`/v1/dags/${encode(name)}`, { signal });
export const getRun = (id, signal) => ask(`/v1/runs/${encode(id)}`, { signal });
export const getRuns = (filter, signal) => ask(`/v1/runs${query(filter)}`, { signal });
export const getStatus = (signal) => ask('/v1/status', { signal });
export const getKeys = (filter, signal) => ask(`/v1/kvs${query(filter)}`, { signal });
export const getKey = (key, signal) => ask(`/v1/kvs/${key.split('/').map(encode).join('/')}?state`, { signal });

/** How the gateway would run a DAG; needs the role of a deployer. */
export const explain = ({ version, ...dag }, signal) =>
  ask(`/v1/dags/${encode(dag.name)}?dryRun`, { method: 'PUT', body: dag, signal });

/** Which parts answer; also where one does not, which is a 503. */
export async function getReadiness(signal) {
  const response = await fetch('/health/ready', { signal, cache: 'no-store' });
  return response.json();
}

/** Calls, and waits for the answer as long as the call may take: `{status, id, result}`. */
export async function call(kind, name, body, headers, signal) {
  const path = `/v1/${kind === 'dag' ? 'dags' : 'functions'}/${encode(name)}/calls`;
  let response = await request(`${path}?wait=30`, { method: 'POST', body, headers, signal });
  let answer = await response.json();
  while (response.status === 202) {
    response = await request(`/v1/calls/${encode(answer.id)}?wait=30`, { signal });
    answer = await response.json();
  }
  return answer;
}
