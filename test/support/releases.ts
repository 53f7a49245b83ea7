/** Releases for tests and for the growth loop: one that is whole, with whatever a test wants otherwise. */
import { noForecast } from '../../shared/economy/forecast.ts';
import { downloadPrice } from '../../shared/economy/release-price.ts';
import type { Release, ReleasePart } from '../../shared/work/release-state.ts';

export function partOf(spent: readonly (readonly [string, bigint])[], prior: number): ReleasePart {
  const cost = spent.reduce((sum, [, hours]) => sum + hours, 0n);
  const fresh = { cost, recouped: 0n, firstPrice: null };
  const firstPrice = downloadPrice(fresh, BigInt(prior));
  return { cost, recouped: 0n, firstPrice, investors: new Map(spent) };
}

/** Published in epoch 0 by `ana`, whose hours are in it. */
export function releaseOf(
  changes: Partial<Release> & {
    readonly cpu?: readonly (readonly [string, bigint])[];
    readonly man?: readonly (readonly [string, bigint])[];
  },
): Release {
  const { cpu = [], man = [], ...rest } = changes;
  const prior = rest.prior ?? 100;
  return {
    publisher: 'ana',
    maintainers: ['ana'],
    needed: 1,
    name: 'Tidal',
    version: '1.0.0',
    licence: 'MIT',
    platforms: [],
    source: '',
    notes: '',
    drive: '1'.repeat(64),
    manifest: '2'.repeat(64),
    bytes: 640n * 1024n,
    files: 1,
    pieces: 10,
    tasks: [],
    built: [],
    since: 0,
    parts: [partOf(cpu, prior), partOf(man, prior)],
    downloads: noForecast,
    days: new Map(),
    arrived: new Map(),
    arrivedAll: 0n,
    prior,
    priorOf: 0,
    expected: BigInt(prior),
    ...rest,
  };
}
