// Which view is shown stands in the address, after the #: links, the back button and bookmarks work.
import { Cell } from './state.js';

function parse() {
  const [path, search = ''] = location.hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { view: parts[0] ?? '', name: parts.slice(1).join('/'), query: new URLSearchParams(search) };
}

export const route = new Cell(parse());

addEventListener('hashchange', () => route.set(parse()));

export function href(view, name, query) {
  const search = query ? new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString() : '';
  return `#/${view}${name ? `/${encodeURIComponent(name)}` : ''}${search ? `?${search}` : ''}`;
}

export function go(view, name, query) {
  location.hash = href(view, name, query);
}

/** As `go`, leaving nothing to come back to: for filters. */
export function turn(view, name, query) {
  history.replaceState(null, '', href(view, name, query));
  route.set(parse());
}

export const targetHref = (kind, name) => href(kind === 'dag' ? 'dags' : 'functions', name);
