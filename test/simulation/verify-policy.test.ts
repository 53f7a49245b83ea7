/**
 * A fifth of a swarm cheats, and the policy finds them out. The seed is
 * fixed: in a story so short chance may let one of them through. `npm run bench -- verify-policy` tells long ones.
 * Some five seconds.
 */
import { expect, test } from 'vitest';
import { noTrust, standingOf } from '../../shared/jobs/trust.ts';
import { createChance } from '../support/engine-world/chance.ts';
import { hostsOf, ways } from '../support/swarm-world/hosts.ts';
import type { Host, Way } from '../support/swarm-world/hosts.ts';
import { runSwarm } from '../support/swarm-world.ts';
import type { SwarmOutcome, SwarmPlan } from '../support/swarm-world.ts';

const seed = 11;
const monthMs = 30 * 24 * 3_600_000;

interface Swarm extends SwarmOutcome {
  readonly hosts: readonly Host[];
  /** How many hosts of this kind were proved wrong. */
  found(kind: Host['kind']): number;
}

function swarm(way: Way | 'all', given: Partial<SwarmPlan> & { cheats?: number } = {}): Swarm {
  const hosts = hostsOf(40, given.cheats ?? 8, 1, way, createChance(seed));
  const plan = { hosts, jobs: 2, slicesPerJob: 2_500, certainty: 'spot', canRunHere: true, seed };
  const so = runSwarm({ ...plan, ...given } as SwarmPlan);
  const found = (kind: Host['kind']) =>
    hosts.filter((host) => host.kind === kind && so.blamed.has(host.name)).length;
  return { ...so, hosts, found };
}

test.each(['one in ten', 'once trusted', 'rings of three'] as const)(
  `who cheats "%s" is found out, their hours are taken back, the honest ones untouched`,
  (way) => {
    const so = swarm(way);
    expect(so.found('cheat')).toBe(8);
    expect(so.found('honest')).toBe(0);
    expect(so.wrong / so.slices).toBeLessThanOrEqual(0.0005);
    expect(so.wrongPaid).toBeLessThanOrEqual(so.wrong);
    // What rings of three say is checked while they are new, and refused before it is signed.
    if (way !== 'rings of three') expect(so.takenBack).toBeGreaterThan(8);
  },
);

test(`whatever way they cheat, no honest host is blamed and hardly anything stays wrong`, () => {
  for (const way of [...ways, 'all'] as const) {
    const so = swarm(way, { slicesPerJob: 1_500 });
    expect(so.found('honest'), way).toBe(0);
    expect(so.found('cheat'), way).toBe(8);
    expect(so.wrong / so.slices, way).toBeLessThanOrEqual(0.001);
    expect(so.executions / so.slices, way).toBeLessThan(1.5);
  }
});

test(`where this computer may run nothing, cheats are found out by others`, () => {
  for (const way of ['one in ten', 'rings of three'] as const) {
    const so = swarm(way, { canRunHere: false });
    expect(so.executionsHere).toBe(0);
    expect(so.found('cheat'), way).toBe(8);
    expect(so.found('honest'), way).toBe(0);
    expect(so.wrong / so.slices, way).toBeLessThanOrEqual(0.001);
  }
});

test(`with two copies of everything rings are found out by the few that a third checks`, () => {
  const so = swarm('ring of twenty', { certainty: 'two' });
  expect(so.found('cheat')).toBe(8);
  expect(so.found('honest')).toBe(0);
  expect(so.wrong / so.slices).toBeLessThanOrEqual(0.0005);
  expect(so.executions / so.slices).toBeLessThan(2.15);
});

test(`a machine that fails once in a thousand answers may come back`, () => {
  const hosts = hostsOf(20, 0, 20, 'all', createChance(seed));
  const so = runSwarm({
    hosts,
    jobs: 2,
    slicesPerJob: 5_000,
    certainty: 'spot',
    canRunHere: true,
    seed,
  });
  expect(so.blamed.size).toBeGreaterThan(0);
  for (const { name } of hosts) {
    expect(standingOf(so.trust.get(name) ?? noTrust, so.endMs + monthMs)).not.toBe('wrong');
  }
  const trusted = hosts.filter(
    ({ name }) => standingOf(so.trust.get(name) ?? noTrust, so.endMs) === 'trusted',
  );
  expect(trusted.length).toBeGreaterThan(10);
});

test('the same seed gives the same history', () => {
  const once = swarm('all', { jobs: 1 });
  const twice = swarm('all', { jobs: 1 });
  expect([...twice.blamed]).toEqual([...once.blamed]);
  expect(twice.executions).toBe(once.executions);
});
