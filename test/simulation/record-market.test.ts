/** A round of the stake market among real nodes on virtual time: sealed, opened by itself, closed with nothing else. */
import { expect, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { checkRoundFile } from '../../shared/stake/round-file.ts';
import { unitsOf } from '../../shared/stake/lots.ts';
import type { Offer } from '../../shared/stake/market.ts';
import { causeOf, offerOf, wantsOf } from '../support/ledger-market.ts';
import { createRecordWorld, epochMs } from '../support/record-world/world.ts';
import type { Keeper, RecordWorld } from '../support/record-world/world.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? 5);
const issued = 1_000_000_000n;

/** Five people, of whom four certify; rounds of six epochs, of which offers are sealed in three. */
function start(): RecordWorld {
  const parameters = { roundEpochs: 6, sealEpochs: 3, newcomerReleasePpm: 100_000 };
  const world = createRecordWorld(seed, { founders: 5, witnesses: 4, degree: 7, parameters });
  for (const keeper of world.keepers) world.start(keeper);
  return world;
}

function nodeOf({ node }: Keeper) {
  assert(node !== null, 'the machine is up');
  return node;
}

/** Lets time go on to so far into an epoch. */
function runTo(world: RecordWorld, epoch: number, part: number): void {
  world.time.run((epoch + part) * epochMs - world.time.now());
}

/** Everybody makes a cause, and then offers some of themselves for two others. */
function offerAll(world: RecordWorld): readonly string[] {
  const { keepers } = world;
  runTo(world, 0, 0.3);
  const causes = keepers.map((keeper) => {
    const made = nodeOf(keeper).author({ kind: 'cause', body: causeOf() });
    assert(made.ok, made.ok ? '' : made.error.detail);
    return Buffer.from(made.value.id).toString('hex');
  });
  runTo(world, 1, 0.5);
  return keepers.map((keeper, index) => {
    const wants = [1, 2].map((by) => {
      const other = (index + by) % keepers.length;
      const member = keepers[other]?.machine.member.hex ?? '';
      return { member, cause: causes[other] ?? '' };
    });
    const offer: Offer = offerOf(keeper.machine, {
      quantity: issued / 20n,
      wants: wantsOf(...wants),
    });
    const sealed = nodeOf(keeper).seal(offer);
    assert(sealed.ok, sealed.ok ? '' : sealed.error.detail);
    return sealed.value.id;
  });
}

test('what was sealed is opened by itself, also after a restart, and the round closes with no other record', () => {
  const world = start();
  const ids = offerAll(world);
  const [first, ...others] = world.keepers;
  assert(first !== undefined, 'somebody is there');
  runTo(world, 2, 0.5);
  expect(first.node?.sealed()).toMatchObject([{ id: ids[0], isSealCertified: true }]);
  world.crash(first);
  runTo(world, 3, 0.3);
  world.start(first);
  runTo(world, 4, 0.5);
  expect([...nodeOf(first).state().market.offers.keys()].sort()).toEqual(ids.toSorted());
  runTo(world, 6, 0.5);
  for (const keeper of world.keepers) {
    const { market } = nodeOf(keeper).state();
    expect([market.round, market.offers.size, market.commitments.size]).toEqual([1, 0, 0]);
    const own = unitsOf(market.lots, keeper.machine.member.hex, keeper.machine.member.hex);
    expect(own).toBe(issued - issued / 20n);
    expect(nodeOf(keeper).sealed()).toMatchObject([{ isOpeningSent: true, isOver: true }]);
  }
  const text = nodeOf(first).round(0)?.text ?? '';
  expect(checkRoundFile(text)).toMatchObject({ ok: true });
  expect(others.map((keeper) => nodeOf(keeper).round(0)?.text)).toEqual(others.map(() => text));
  expect(nodeOf(first).rounds(null, 10)).toEqual([0]);
  expect(nodeOf(first).marketNotes(0, 10)).toHaveLength(1);
  const openings = [...world.archive.bytes.values()].filter((bytes) => bytes[1] === 11);
  expect(openings).toHaveLength(world.keepers.length);
  expect(world.faults).toEqual([]);
});

test('an offer that is taken back is never opened', () => {
  const world = start();
  const [id = ''] = offerAll(world);
  const [first] = world.keepers;
  assert(first !== undefined, 'somebody is there');
  expect(nodeOf(first).withdraw(id)).toMatchObject({ ok: true });
  runTo(world, 5, 0.5);
  expect(nodeOf(first).state().market.offers.has(id)).toBe(false);
  expect(nodeOf(first).sealed()).toMatchObject([
    { id, isWithdrawn: true, isOver: true, isOpeningSent: false },
  ]);
  expect(nodeOf(first).state().market.offers.size).toBe(world.keepers.length - 1);
});

test('attestors are drawn alike on all machines, and an audit draws them again', async () => {
  const world = start();
  runTo(world, 0, 0.3);
  for (const keeper of world.keepers) {
    expect(nodeOf(keeper).author({ kind: 'cause', body: causeOf() })).toMatchObject({ ok: true });
  }
  runTo(world, 6, 0.5);
  const drawn = world.keepers.map((keeper) =>
    [...nodeOf(keeper).state().market.causes].map(([id, each]) => [id, each.drawn]),
  );
  expect(drawn.every((each) => each.length === 5)).toBe(true);
  expect(new Set(drawn.map((each) => JSON.stringify(each.sort()))).size).toBe(1);
  const ofEach = drawn[0]?.map(([, each]) => each?.length);
  expect(ofEach).toEqual([3, 3, 3, 3, 3]);
  const [first] = world.keepers;
  assert(first !== undefined, 'somebody is there');
  const auditing = nodeOf(first).audit({}, () => undefined);
  for (let step = 0; step < 200; step += 1) {
    world.time.run(1);
    await Promise.resolve();
    await Promise.resolve();
  }
  expect(await auditing).toMatchObject({ fault: null, records: 5 });
  expect(world.faults).toEqual([]);
});
