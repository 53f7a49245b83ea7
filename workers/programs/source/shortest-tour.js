// A job in JavaScript: a short round trip through points on a map, by simulated annealing.
//
// The input is JSON: {"points":[[x,y],…],"steps":200000}, or nothing at all for forty points of its own. The answer is
// JSON too: {"length":…,"order":[…]}. Chance comes from the job's seed alone, so everybody gets the same tour.
// An argument chooses another seed: run it a hundred times with 1 to 100, and keep the shortest.

export default function run(input, ctx) {
  const chance = createChance(ctx.args.length > 0 ? Number(ctx.args[0]) : ctx.seed);
  const points = input === '' ? somePoints(40, chance) : input.points;
  const steps = input === '' ? 200_000 : input.steps;
  if (!Array.isArray(points) || points.length < 4) throw new Error('Give at least four points.');
  const order = points.map((_, index) => index);
  const best = improve(points, order, steps, chance);
  return { length: Number(best.toFixed(3)), order };
}

function improve(points, order, steps, chance) {
  let length = tourLength(points, order);
  const hot = length / points.length;
  for (let step = 0; step < steps; step += 1) {
    const heat = hot * (1 - step / steps) ** 3;
    const from = Math.floor(chance() * points.length);
    const to = Math.floor(chance() * points.length);
    if (from >= to) continue;
    const change = changeOfReversal(points, order, from, to);
    if (change > 0 && chance() >= Math.exp(-change / heat)) continue;
    reverse(order, from, to);
    length += change;
  }
  return length;
}

// How much longer the tour becomes when the part between the two places is walked the other way round.
function changeOfReversal(points, order, from, to) {
  const count = order.length;
  const [before, after] = [order[(from + count - 1) % count], order[(to + 1) % count]];
  const [first, last] = [order[from], order[to]];
  if (before === last) return 0;
  const distance = (a, b) => Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]);
  return (
    distance(before, last) +
    distance(first, after) -
    distance(before, first) -
    distance(last, after)
  );
}

function reverse(order, from, to) {
  for (let left = from, right = to; left < right; left += 1, right -= 1)
    [order[left], order[right]] = [order[right], order[left]];
}

function tourLength(points, order) {
  return order.reduce((sum, point, index) => {
    const next = points[order[(index + 1) % order.length]];
    return sum + Math.hypot(next[0] - points[point][0], next[1] - points[point][1]);
  }, 0);
}

function somePoints(count, chance) {
  return Array.from({ length: count }, () => [chance() * 100, chance() * 100]);
}

// Mulberry32 by Tommy Ettinger: small, and the same numbers everywhere.
function createChance(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
