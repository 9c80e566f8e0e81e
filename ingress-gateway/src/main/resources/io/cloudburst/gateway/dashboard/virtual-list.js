// A list of any length, of which only what is seen is drawn. Arrow keys move along it.
import { html, useEffect, useLayoutEffect, useRef, useState } from './lib.js';

const MARGIN = 8;

/**
 * @param count of rows
 * @param rowHeight of each, in pixels
 * @param row `(index, {tabindex}) => html` of one element that can have the focus; the given attributes are to be on it
 * @param keyOf `(index) => key`
 * @param onSeen `(first, last, scrolled)` after each move
 * @param toTop grows to have it scroll to its beginning
 * @param selected index of the row that is to be seen, or -1
 */
export function VirtualList({ count, rowHeight, row, keyOf, label, onSeen, toTop = 0, selected = -1 }) {
  const box = useRef(null);
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  const [current, setCurrent] = useState(0);
  const wantsFocus = useRef(false);
  const look = () => {
    const { scrollTop, clientHeight } = box.current;
    const first = Math.floor(scrollTop / rowHeight);
    const last = Math.ceil((scrollTop + clientHeight) / rowHeight);
    setSeen((was) => (was.first === first && was.last === last ? was : { first, last }));
    onSeen?.(first, Math.min(count, last), scrollTop > 0);
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [rowHeight, count]);
  useEffect(() => {
    if (toTop) {
      box.current.scrollTop = 0;
    }
  }, [toTop]);
  useEffect(() => {
    if (wantsFocus.current) {
      wantsFocus.current = false;
      box.current.querySelector('[tabindex="0"]')?.focus({ preventScroll: true });
    }
  });
  const reveal = (index) => {
    const { scrollTop, clientHeight } = box.current;
    if (index * rowHeight < scrollTop) {
      box.current.scrollTop = index * rowHeight;
    } else if ((index + 1) * rowHeight > scrollTop + clientHeight) {
      box.current.scrollTop = (index + 1) * rowHeight - clientHeight;
    }
  };
  const isSelected = selected >= 0;
  useLayoutEffect(() => {
    if (isSelected) {
      reveal(selected);
      setCurrent(selected);
    }
  }, [isSelected, rowHeight]);
  const move = (to) => {
    const next = Math.max(0, Math.min(count - 1, to));
    reveal(next);
    wantsFocus.current = true;
    setCurrent(next);
    look();
  };
  const onKeyDown = (event) => {
    const page = Math.max(1, Math.floor(box.current.clientHeight / rowHeight) - 1);
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      move(to);
    }
  };
  const onFocus = (event) => {
    const index = event.target.closest('[data-index]')?.dataset.index;
    if (index !== undefined) {
      setCurrent(Number(index));
    }
  };
  const first = Math.max(0, seen.first - MARGIN);
  const last = Math.min(count, seen.last + MARGIN);
  // One row can always be reached with the tabulator: the current one, or the first that is seen.
  const reachable = current >= first && current < last ? current : Math.min(seen.first, count - 1);
  const rows = [];
  for (let i = first; i < last; i++) {
    rows.push(html`<div class="vrow" role="listitem" key=${keyOf(i)} data-index=${i} aria-setsize=${count} aria-posinset=${i + 1}
      style=${{ height: `${rowHeight}px`, transform: `translateY(${i * rowHeight}px)` }}>${row(i, { tabindex: i === reachable ? 0 : -1 })}</div>`);
  }
  return html`<div class="vlist" ref=${box} onScroll=${look} onKeyDown=${onKeyDown} onFocusIn=${onFocus}>
    <div class="vspace" role="list" aria-label=${label} style=${{ height: `${count * rowHeight}px` }}>${rows}</div>
  </div>`;
}
