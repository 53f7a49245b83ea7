/** What downloads cost and pay back, in the statements of everybody whom they moved. */
import { expect, test } from 'vitest';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { createAccountLines } from '../../main/adapters/record-process/views/account-lines.ts';
import { downloadSentence, lineName } from '../../shared/api/account-words.ts';
import { toWire } from '../../shared/base/fields.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { madeValue } from '../support/community-store-world.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { idOf } from '../support/ledger-market.ts';
import { acceptedTasks, released, served } from '../support/ledger-releases.ts';
import { found } from '../support/ledger-world.ts';
import type { Machine } from '../support/ledger-world.ts';

const world = found(['alice', 'bob', 'carol'], {
  ...{ founderLine: 100n * hour, launchForecast: 4, horizonDays: 2 },
});
const [alice, bob, carol] = [world.of('alice'), world.of('bob'), world.of('carol')];
const done = acceptedTasks(world, genesisState(world.genesis), [alice, bob], [8]);
const release = released(world, alice, { tasks: done.ids });
const before = fold(done.state, done.state.epoch + 1, release).state;
const epoch = before.epoch + 1;
const counter = served(world, [bob, carol], release, { epoch, pieces: 4 });
const { state, report } = fold(before, epoch, counter);

/** The lines of one person, as if this were the first height, or as if nothing of it were certified. */
function linesOf(machine: Machine, isCertified: boolean) {
  const community = {
    key: world.genesis.community,
    store: {
      lastHeight: () => (isCertified ? 1 : 0),
      epoch: () => ({ value: madeValue(epoch), report: JSON.stringify(toWire(report)) }),
      idsOf: () => [counter.id],
      bytesOf: () => counter.bytes,
      pool: () => (isCertified ? [] : [counter]),
    },
    node: {
      state: () => (isCertified ? state : before),
      view: () => ({ device: machine.device.publicKey }),
      provisional: () => report,
    },
  };
  const lines = createAccountLines(community as unknown as OpenCommunity, machine.member.hex);
  const all = isCertified ? lines.at(1) : lines.waiting();
  if (all === 'pruned') throw new Error('its records are here');
  return all;
}

test.each([true, false])('every hour that moved an account has a line (certified: %s)', (is) => {
  for (const machine of [alice, bob, carol]) {
    const lines = linesOf(machine, is);
    for (const [index, currency] of (['cpu', 'man'] as const).entries()) {
      const moved = report.accounts[index]?.members.find(
        ({ member }) => member === machine.member.hex,
      );
      const sum = (direction: string) =>
        lines
          .filter((line) => line.currency === currency && line.direction === direction)
          .reduce((all, { quantity }) => all + quantity, 0n);
      expect(sum('given')).toBe(moved?.given ?? 0n);
      expect(sum('used')).toBe(moved?.used ?? 0n);
    }
  }
});

test('a line names the release, the pieces and the rule, for whoever pays and whoever is paid', () => {
  const [price, serving] = linesOf(carol, true);
  const about = { release: { id: idOf(release), name: 'Tidal', version: '1.0.0' } };
  expect(price).toMatchObject({ ...about, currency: 'man', direction: 'used', slices: 4 });
  expect(price).toMatchObject({ with: { id: alice.member.hex }, quantity: 800_000n, device: null });
  expect(serving).toMatchObject({ ...about, currency: 'cpu', direction: 'used', slices: 4 });
  expect(serving).toMatchObject({ with: { id: bob.member.hex }, device: bob.device.hex });
  if (price === undefined || serving === undefined) throw new Error('there are two lines');
  expect(lineName(price)).toBe('Downloads of Tidal 1.0.0');
  expect(downloadSentence(price)).toMatch(/^4 pieces arrived here\..*rule R6/u);
  expect(downloadSentence(serving)).toMatch(/^4 pieces arrived here.*CPU time.*rule R6/u);
  const [back] = linesOf(alice, true);
  expect(back).toMatchObject({ ...about, currency: 'man', direction: 'given' });
  expect(back).toMatchObject({ with: { id: carol.member.hex } });
});
