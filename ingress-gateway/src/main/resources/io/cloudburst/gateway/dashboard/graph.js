// A DAG as a drawing: its nodes are links with live figures, its edges curves.
import { html, useLayoutEffect, useMemo, useRef, useState } from './lib.js';
import * as format from './format.js';
import { layout } from './layout.js';
import { health } from './parts.js';
import { targetHref } from './router.js';
import { useCell, useNarrow } from './state.js';
import { beat, nodeStats } from './stats.js';

const HEIGHT = 66;
const widthOf = (down) => (down ? 146 : 164);
/** Smaller than this words cannot be read: rather scroll. */
const SMALLEST_FIT = 0.66;
/** For the words of a condition, beside the line that they are on. */
const ROOM_FOR_WORDS = 44;
/** With more edges than this none moves: each frame would draw them all. */
const MOST_MOVING = 120;
const ZOOMS = [0.15, 0.25, 0.4, 0.6, 0.8, 1, 1.25];

function drawn(dag, down) {
  const width = widthOf(down);
  const size = down
    ? { along: HEIGHT, across: width, gapAlong: 44, gapAcross: 12 }
    : { along: width, across: HEIGHT, gapAlong: 36, gapAcross: 20 };
  const edges = dag.edges.map((edge) => ({ ...edge, room: !down && edgeWords(edge) ? ROOM_FOR_WORDS : 0 }));
  const plan = layout(dag.nodes.map((node) => node.name), edges, size);
  const turn = ({ along, across }) => (down ? { x: across, y: along } : { x: along, y: across });
  return {
    nodeWidth: width,
    width: down ? plan.across : plan.along,
    height: down ? plan.along : plan.across,
    nodes: new Map([...plan.nodes].map(([name, centre]) => [name, turn(centre)])),
    edges: plan.edges.map((points) => curve(points, size.along / 2, down, 5)),
  };
}

/** Leaves and enters each point in the direction of the layers. @param head the length of the arrow's head */
function curve(points, half, down, head) {
  const write = (along, across) => (down ? `${across.toFixed(1)} ${along.toFixed(1)}` : `${along.toFixed(1)} ${across.toFixed(1)}`);
  let from = { along: points[0].along + half, across: points[0].across };
  let path = `M${write(from.along, from.across)}`;
  points.slice(1).forEach((point, i) => {
    const isLast = i === points.length - 2;
    const to = { along: point.along - half - (isLast ? head : 0), across: point.across };
    const bend = (to.along - from.along) / 2;
    path += `C${write(from.along + bend, from.across)} ${write(to.along - bend, to.across)} ${write(to.along, to.across)}`;
    if (!isLast) {
      from = { along: point.along + half, across: point.across };
      path += `L${write(from.along, from.across)}`;
    }
  });
  const first = points[0];
  const second = points[1];
  const middle = { along: (first.along + half + second.along - half) / 2, across: (first.across + second.across) / 2 };
  return { path, middle: down ? { x: middle.across, y: middle.along } : { x: middle.along, y: middle.across } };
}

function edgeWords(edge) {
  if (edge.otherwise) {
    return 'otherwise';
  }
  return edge.oneOf ? `= ${edge.oneOf.map((value) => JSON.stringify(value)).join(', ')}` : '';
}

function Node({ node, at, width, stats }) {
  const target = node.target ?? node.name;
  const kind = node.form === 'dag' ? 'dag' : 'function';
  const badges = [node.form && node.form !== 'once' && node.form, node.placement === 'spread' && 'spread'].filter(Boolean);
  const words = stats.p50 === null && stats.calls === 0
    ? 'no calls in the last five minutes'
    : `${format.rate(stats.rate)} a second, median ${format.duration(stats.p50)}, ${stats.errors} errors`;
  return html`<a class="node ${health(stats)}" href=${targetHref(kind, target)}
    style=${{ left: `${at.x - width / 2}px`, top: `${at.y - HEIGHT / 2}px`, width: `${width}px`, height: `${HEIGHT}px` }}
    aria-label=${`${node.name}, ${kind} ${target}: ${words}`} title=${node.name}>
    <span class="node-head"><b>${node.name}</b>
      ${target !== node.name.trim() && html`<span class="node-target">${target}</span>`}
      ${badges.map((badge) => html`<em key=${badge}>${badge}</em>`)}</span>
    ${stats.calls === 0
      ? html`<span class="node-figures"><span class="muted">idle</span></span>`
      : html`<span class="node-figures"><span>${format.rate(stats.rate)}/s</span><span>${format.duration(stats.p50)}</span></span>
        <span class="node-figures"><span class="muted">p99 ${format.duration(stats.p99)}</span>
          ${stats.errors > 0 && html`<span class="bad">${format.count(stats.errors)} ${stats.errors === 1 ? 'error' : 'errors'}</span>`}</span>`}
  </a>`;
}

/** @param figures answers the figures of each node, by its name */
export function Graph({ dag, figures, caption = '' }) {
  useCell(beat);
  const down = useNarrow();
  const box = useRef(null);
  const plan = useMemo(() => drawn(dag, down), [dag, down]);
  const [zoom, setZoom] = useState(0);
  const [fit, setFit] = useState(1);
  useLayoutEffect(() => {
    const measure = () => {
      const room = box.current.clientWidth - 32;
      setFit(Math.max(SMALLEST_FIT, Math.min(1, room / plan.width)));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [plan, down]);
  const scale = zoom || fit;
  const stats = figures();
  const flows = ({ from, to }) => dag.edges.length <= MOST_MOVING && stats.get(from).rate > 0 && stats.get(to).rate > 0;
  const step = (by) => {
    const next = by > 0 ? ZOOMS.find((one) => one > scale + 0.01) : ZOOMS.findLast((one) => one < scale - 0.01);
    if (next) {
      setZoom(next);
    }
  };
  return html`<figure class="graph" aria-label=${`${dag.name}: ${dag.nodes.length} nodes, ${dag.edges.length} edges`}>
    <div class="graph-box" ref=${box} tabindex="0" role="group" aria-label="Drawing; scroll with the arrow keys">
      <div class="graph-room" style=${{ width: `${plan.width * scale}px`, height: `${plan.height * scale}px` }}>
        <div class="graph-sheet" style=${{ width: `${plan.width}px`, height: `${plan.height}px`, transform: `scale(${scale})` }}>
          <svg width=${plan.width} height=${plan.height} aria-hidden="true">
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="3" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0L8 4L0 8z" /></marker></defs>
            ${dag.edges.map((edge, i) => html`<path key=${i} class="edge ${flows(edge) ? 'flows' : ''} ${edge.passesResult === false ? 'silent' : ''}"
              d=${plan.edges[i].path} marker-end="url(#arrow)" />`)}
          </svg>
          ${dag.edges.map((edge, i) => edgeWords(edge) && html`<span key=${i} class="edge-words" title=${edgeWords(edge)}
            style=${{ left: `${plan.edges[i].middle.x}px`, top: `${plan.edges[i].middle.y}px` }}>${edgeWords(edge)}</span>`)}
          ${dag.nodes.map((node) => html`<${Node} key=${node.name} node=${node}
            at=${plan.nodes.get(node.name)} width=${plan.nodeWidth} stats=${stats.get(node.name)} />`)}
        </div>
      </div>
    </div>
    <figcaption class="graph-tools">
      <span class="muted">${caption || `${dag.nodes.length} nodes`} · calls of the last ten seconds, latencies of a minute, errors of five</span>
      <span class="buttons">
        <button class="button small" onClick=${() => step(-1)} aria-label="Smaller">−</button>
        <button class="button small" onClick=${() => setZoom(0)} aria-pressed=${zoom === 0}>Fit</button>
        <button class="button small" onClick=${() => step(1)} aria-label="Larger">+</button>
      </span>
    </figcaption>
  </figure>`;
}

/** The same as a thumbnail, without words. */
export function SmallGraph({ dag }) {
  const plan = useMemo(
    () => layout(dag.nodes.map((node) => node.name), dag.edges, { along: 26, across: 13, gapAlong: 16, gapAcross: 8 }),
    [dag],
  );
  const stats = nodeStats(dag.name, dag.nodes.map((node) => node.name));
  return html`<svg class="small-graph" viewBox="-2 -2 ${plan.along + 4} ${plan.across + 4}" aria-hidden="true"
    style=${{ maxWidth: `${plan.along * 1.3 + 4}px`, maxHeight: `${plan.across * 1.3 + 4}px` }}>
    ${plan.edges.map((points, i) => html`<path key=${i} class="edge" d=${curve(points, 13, false, 0).path} />`)}
    ${dag.nodes.map((node) => {
      const { along, across } = plan.nodes.get(node.name);
      return html`<rect key=${node.name} class="small-node ${health(stats.get(node.name))}"
        x=${along - 13} y=${across - 6.5} width="26" height="13" rx="4" />`;
    })}
  </svg>`;
}
