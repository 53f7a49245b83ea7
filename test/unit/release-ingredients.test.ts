/** What a maker is offered to put into a release is what the record then takes (rules R6). */
import { expect, test } from 'vitest';
import type { OpenCommunity } from '../../main/adapters/record-process/communities/communities.ts';
import { ingredientsOf } from '../../main/adapters/record-process/releases/ingredients.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { idOf } from '../support/ledger-market.ts';
import { acceptedTasks, released, served } from '../support/ledger-releases.ts';
import { counter, found, write } from '../support/ledger-world.ts';

const world = found(['alice', 'bob', 'carol'], { founderLine: 5_000n * hour, launchForecast: 4 });
const [alice, bob, carol] = [world.of('alice'), world.of('bob'), world.of('carol')];

function offered(state: LedgerState, ...makers: readonly { readonly member: { hex: string } }[]) {
  const { genesis } = world;
  const community = { node: { state: () => state }, genesis, parameters: state.parameters };
  const of = new Set(makers.map(({ member }) => member.hex));
  return ingredientsOf(community as unknown as OpenCommunity, of);
}

test('accepted tasks and past hours of the makers are offered until they are in a release', () => {
  const done = acceptedTasks(world, genesisState(world.genesis), [alice, bob], [3, 5]);
  const epoch = done.state.epoch + 1;
  const asked = write(world, alice, 'task', {
    ...{ title: 'Draw', done: 'It is drawn.', skills: [], due: 50, most: 5, isEstimated: false },
    takers: [],
  });
  const build = counter(world, bob, carol, { epoch, quantity: hour });
  const now = fold(done.state, epoch, asked, build).state;
  expect(
    offered(now, alice)
      .tasks.map(({ id }) => id)
      .sort(),
  ).toEqual([...done.ids].sort());
  expect(offered(now, bob).tasks).toHaveLength(2);
  // another counter may still take the place of one of the last epoch
  expect(offered(now, carol)).toMatchObject({ tasks: [], receipts: [], expected: 4 });
  const later = fold(now, epoch + 1).state;
  expect(offered(later, bob).receipts).toEqual([]);
  expect(offered(later, carol).receipts).toMatchObject([
    { id: idOf(build), quantity: hour, by: { name: 'carol' }, lentBy: { name: 'bob' } },
  ]);

  const all = offered(later, alice, carol);
  const release = released(world, carol, {
    ...{ others: [alice], tasks: all.tasks.map(({ id }) => id) },
    receipts: all.receipts.map(({ id }) => id),
  });
  const folded = fold(later, epoch + 2, release);
  expect(folded.verdictsOf(release)).toEqual(['applied']);
  expect(offered(folded.state, alice, carol)).toMatchObject({ tasks: [], receipts: [] });
  const given = served(world, [alice, bob], release, { epoch: epoch + 3, pieces: 10 });
  const after = fold(fold(folded.state, epoch + 3, given).state, epoch + 4).state;
  expect(offered(after, bob).receipts).toEqual([]); // what downloads cost builds nothing
});
