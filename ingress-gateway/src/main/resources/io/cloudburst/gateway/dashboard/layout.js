// Where the nodes of a DAG go: in layers, with few crossings and short edges (Sugiyama's method). Some milliseconds for 1,000 nodes.
const SWEEPS = 12;

/**
 * @param nodes names
 * @param edges `{from, to, room}`, without a circle; `room` is what must be free behind its first node beyond the usual gap
 * @param size `{along, across, gapAlong, gapAcross}`: a node's size and distance, in the direction of the layers and across it
 * @return `{along, across, nodes: Map(name → {along, across}), edges: [[{along, across}, …], …]}`: centres of nodes, and for each edge
 *   the centres that it goes through
 */
export function layout(nodes, edges, size) {
  const graph = withLayers(nodes, edges);
  const layers = order(graph);
  place(layers, size);
  const begins = starts(layers.length, edges.map((edge) => [graph.byName.get(edge.from).layer, edge.room ?? 0]), size);
  let greatest = 0;
  let least = Infinity;
  layers.flat().forEach((vertex) => {
    least = Math.min(least, vertex.position - vertex.extent / 2);
    greatest = Math.max(greatest, vertex.position + vertex.extent / 2);
  });
  const point = (vertex) => ({ along: begins[vertex.layer] + size.along / 2, across: vertex.position - least });
  return {
    along: layers.length ? begins[layers.length - 1] + size.along : 0,
    across: Math.max(0, greatest - least),
    nodes: new Map(nodes.map((name) => [name, point(graph.byName.get(name))])),
    edges: graph.chains.map((chain) => chain.map(point)),
  };
}

/** Where each layer begins. */
function starts(count, rooms, size) {
  const gaps = new Array(count).fill(size.gapAlong);
  rooms.forEach(([layer, room]) => (gaps[layer] = Math.max(gaps[layer], size.gapAlong + room)));
  let begin = 0;
  return gaps.map((gap) => {
    const here = begin;
    begin += size.along + gap;
    return here;
  });
}

/** Every node one layer beyond the last of those before it; edges over several layers get a bend in each. */
function withLayers(nodes, edges) {
  const vertex = (name) => ({ name, layer: 0, before: [], after: [], position: 0, extent: 0 });
  const byName = new Map(nodes.map((name) => [name, vertex(name)]));
  const missing = new Map(nodes.map((name) => [name, 0]));
  const outgoing = new Map(nodes.map((name) => [name, []]));
  for (const { from, to } of edges) {
    outgoing.get(from).push(to);
    missing.set(to, missing.get(to) + 1);
  }
  const ready = nodes.filter((name) => missing.get(name) === 0);
  for (let i = 0; i < ready.length; i++) {
    for (const to of outgoing.get(ready[i])) {
      const next = byName.get(to);
      next.layer = Math.max(next.layer, byName.get(ready[i]).layer + 1);
      missing.set(to, missing.get(to) - 1);
      if (missing.get(to) === 0) {
        ready.push(to);
      }
    }
  }
  const all = [...byName.values()];
  const chains = edges.map(({ from, to }) => {
    const chain = [byName.get(from)];
    for (let layer = chain[0].layer + 1; layer < byName.get(to).layer; layer++) {
      const bend = { ...vertex(null), layer, before: [], after: [] };
      all.push(bend);
      chain.push(bend);
    }
    chain.push(byName.get(to));
    for (let i = 1; i < chain.length; i++) {
      chain[i - 1].after.push(chain[i]);
      chain[i].before.push(chain[i - 1]);
    }
    return chain;
  });
  return { all, byName, chains };
}

/** Sweeps to and fro, sorting each layer by where its neighbours are; the order with the fewest crossings stays. */
function order({ all }) {
  let layers = [];
  all.forEach((vertex) => (layers[vertex.layer] ??= []).push(vertex));
  const number = (layer) => layer.forEach((vertex, i) => (vertex.position = i));
  layers.forEach(number);
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const middle = new Map(layer.map((vertex) => {
        const neighbours = down ? vertex.before : vertex.after;
        const sum = neighbours.reduce((total, other) => total + other.position, 0);
        return [vertex, neighbours.length ? sum / neighbours.length : vertex.position];
      }));
      layer.sort((a, b) => middle.get(a) - middle.get(b));
      number(layer);
    }
    const now = crossings(layers);
    if (now < fewest) {
      fewest = now;
      best = layers.map((layer) => [...layer]);
    }
  }
  layers = best;
  layers.forEach(number);
  return layers;
}

/** Counted as inversions, with a Fenwick tree: edges · log. */
function crossings(layers) {
  let total = 0;
  for (let i = 0; i + 1 < layers.length; i++) {
    const size = layers[i + 1].length;
    const tree = new Array(size + 1).fill(0);
    let seen = 0;
    for (const vertex of layers[i]) {
      const ends = vertex.after.map((other) => other.position).sort((a, b) => a - b);
      for (const end of ends) {
        let notBeyond = 0;
        for (let k = end + 1; k > 0; k -= k & -k) {
          notBeyond += tree[k];
        }
        total += seen - notBeyond;
      }
      for (const end of ends) {
        for (let k = end + 1; k <= size; k += k & -k) {
          tree[k]++;
        }
        seen++;
      }
    }
  }
  return total;
}

/** As near to the middle of its neighbours as the order and the distances allow. */
function place(layers, size) {
  for (const layer of layers) {
    let position = 0;
    for (const vertex of layer) {
      vertex.extent = vertex.name === null ? size.gapAcross : size.across;
      vertex.position = position + vertex.extent / 2;
      position += vertex.extent + size.gapAcross;
    }
    const middle = (position - size.gapAcross) / 2;
    layer.forEach((vertex) => (vertex.position -= middle));
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const wanted = layer.map((vertex) => {
        const near = down ? vertex.before : vertex.after;
        const neighbours = near.length ? near : down ? vertex.after : vertex.before;
        return neighbours.length
          ? neighbours.reduce((sum, other) => sum + other.position, 0) / neighbours.length
          : vertex.position;
      });
      settle(layer, wanted, size.gapAcross);
    }
  }
}

/** The least squares from what is wanted, at the distances that must be: pool adjacent violators. */
function settle(layer, wanted, gap) {
  const offsets = [];
  let offset = 0;
  layer.forEach((vertex, i) => {
    offset += i === 0 ? 0 : (layer[i - 1].extent + vertex.extent) / 2 + gap;
    offsets.push(offset);
  });
  const pools = [];
  wanted.forEach((want, i) => {
    let pool = { sum: want - offsets[i], size: 1 };
    while (pools.length && pools[pools.length - 1].sum / pools[pools.length - 1].size > pool.sum / pool.size) {
      const before = pools.pop();
      pool = { sum: before.sum + pool.sum, size: before.size + pool.size };
    }
    pools.push(pool);
  });
  let i = 0;
  for (const pool of pools) {
    for (let k = 0; k < pool.size; k++, i++) {
      layer[i].position = pool.sum / pool.size + offsets[i];
    }
  }
}
