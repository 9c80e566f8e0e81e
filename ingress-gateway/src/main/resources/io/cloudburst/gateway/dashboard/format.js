// Numbers and times as people read them.

/** Of milliseconds. */
export function duration(ms) {
  if (ms === undefined || ms === null || !Number.isFinite(ms)) {
    return '–';
  }
  if (ms < 0.01) {
    return '0 ms';
  }
  if (ms < 9.95) {
    return `${ms.toFixed(ms < 1 ? 2 : 1)} ms`;
  }
  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }
  if (ms < 60_000) {
    return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  }
  if (ms < 3_600_000) {
    return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
  }
  return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
}

/** Per second. */
export function rate(perSecond) {
  if (perSecond === 0) {
    return '0';
  }
  if (perSecond < 0.1) {
    return '<0.1';
  }
  return perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

export function count(n) {
  if (n === undefined || n === null) {
    return '–';
  }
  return n < 1_000_000 ? n.toLocaleString('en') : `${(n / 1_000_000).toFixed(n < 10_000_000 ? 2 : 1)} M`;
}

export function bytes(n) {
  if (n === undefined || n === null) {
    return '–';
  }
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = n;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function percent(share) {
  if (share === 0) {
    return '0 %';
  }
  return share < 0.001 ? '<0.1 %' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** Of milliseconds since the epoch: the time, and the day if it is not today. */
export function time(ms) {
  const date = new Date(ms);
  const today = date.toDateString() === new Date().toDateString();
  return today ? TIME.format(date) : `${DAY.format(date)} ${TIME.format(date)}`;
}

export const wholeTime = (ms) => WHOLE.format(new Date(ms));

export function ago(ms) {
  const seconds = Math.max(0, (Date.now() - ms) / 1000);
  if (seconds < 2) {
    return 'just now';
  }
  if (seconds < 60) {
    return `${Math.floor(seconds)} s ago`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

/** Of a Java class: without its packages. */
export const simpleType = (type) => type.replace(/\b(?:[a-z_]\w*\.)+(?=[A-Z])/g, '');

/** One line of JSON, no longer than what is shown of it. */
export function oneLine(value, longest = 160) {
  const text = JSON.stringify(value);
  if (text === undefined) {
    return '';
  }
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
