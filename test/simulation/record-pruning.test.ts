/** What is left of a record when old heights are removed, and how somebody still computes all of it. */
import { expect, test } from 'vitest';
import type { Keep } from '../../main/engine/record/ports.ts';
import type { AuditReport, RecordNode } from '../../main/engine/record/contract.ts';
import { counter } from '../support/ledger-world.ts';
import { createRecordWorld, epochMs } from '../support/record-world/world.ts';
import type { Keeper, RecordWorld } from '../support/record-world/world.ts';

const heights = 12;
/** Everything older than four epochs goes, whatever room there is. */
const little = { epochs: 4, bytes: 0, shareBytes: 0 };

/** A community in which something was certified in each of some epochs. */
function grown(keep: Keep): RecordWorld {
  const world = createRecordWorld(1, {
    founders: 4,
    witnesses: 1,
    degree: 20,
    keep,
    snapshotEvery: 3,
  });
  for (const keeper of world.keepers) {
    keeper.clockAheadMs = 0;
    world.start(keeper);
  }
  world.time.run(epochMs / 12 + 1_000);
  for (let epoch = 0; epoch < heights; epoch++) {
    const [a, b] = [at(world, 0), at(world, 1)];
    const draft = { epoch: world.epochNow(), quantity: 1_000n };
    expect(a.node?.submit(counter(world.ledger, a.machine, b.machine, draft).bytes).ok).toBe(true);
    world.time.run(epochMs);
  }
  world.time.run(epochMs / 2);
  return world;
}

function at(world: RecordWorld, index: number): Keeper {
  const keeper = world.keepers[index];
  if (keeper === undefined) throw new Error('nobody is there');
  return keeper;
}

async function audited(
  world: RecordWorld,
  keeper: Keeper,
  options: Parameters<RecordNode['audit']>[0],
) {
  const reports: AuditReport[] = [];
  void keeper.node
    ?.audit(options, () => undefined)
    .then((done) => {
      reports.push(done);
    });
  for (let step = 0; step < 2_000 && reports.length === 0; step++) {
    world.time.run(10);
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  }
  const [report] = reports;
  if (report === undefined) throw new Error('the audit does not end');
  return report;
}

test('old sets go behind a kept snapshot, and the rest is computed again from there', async () => {
  const world = grown(little);
  for (const { disk } of world.keepers) {
    expect(disk.last).toBe(heights);
    // The newest kept snapshot before the last four epochs is that of height 6.
    const there = [...disk.heights].filter(([, { ids }]) => ids !== null).map(([each]) => each);
    expect(there).toEqual([7, 8, 9, 10, 11, 12]);
    expect(disk.bytes.size).toBe(6);
    expect(disk.heights.get(1)?.report).not.toBeNull();
  }
  const report = await audited(world, at(world, 2), {});
  expect(report).toMatchObject({ fromHeight: 7, unseen: 'pruned', records: 6, fault: null });
});

test('nothing is removed while there is room', () => {
  const world = grown({ ...little, bytes: 1_000_000 });
  for (const { disk } of world.keepers) expect(disk.archive.sets.size).toBe(heights);
  for (const { disk } of world.keepers) expect(disk.heights.get(1)?.ids).not.toBeNull();
});

test('a machine that falls over while it removes goes on later, and loses nothing else', () => {
  const world = grown({ ...little, bytes: 1_000_000 });
  const keeper = at(world, 3);
  const options = {
    founders: 4,
    witnesses: 1,
    degree: 20,
    keep: little,
    snapshotEvery: 3,
  } as const;
  const later = createRecordWorld(1, options);
  const same = at(later, 3);
  same.disk = keeper.disk;
  for (let starts = 0; starts < 4; starts++) {
    later.start(same);
    later.time.run(700);
    later.crash(same);
  }
  const gone = () => [...same.disk.heights.values()].filter(({ ids }) => ids === null).length;
  expect(gone()).toBe(4);
  later.start(same);
  later.time.run(10_000);
  expect(gone()).toBe(6);
  expect(same.node?.view().height).toBe(heights);
});

test('whoever comes when the records are nowhere any more begins with a snapshot', async () => {
  const world = grown(little);
  const guest = world.addGuest(at(world, 0), 'guest');
  world.start(guest);
  world.time.run(epochMs / 4);
  expect(guest.node?.view()).toMatchObject({ height: heights, catchingUp: null, turnedAway: [] });
  const alone = await audited(world, guest, {});
  expect(alone).toMatchObject({ fromHeight: heights + 1, unseen: 'never_here', fault: null });
  // Others have the records of the last six heights, but nothing from which they could be computed.
  const fetched = await audited(world, guest, { fetches: true });
  expect(fetched).toMatchObject({ fromHeight: heights + 1, unseen: 'never_here', fault: null });
  expect(fetched).toMatchObject({ nowhere: 1, fetched: 0 });
});

test('what a machine never had is fetched from others, computed again and not kept', async () => {
  const world = grown({ ...little, bytes: 1_000_000 });
  const guest = world.addGuest(at(world, 0), 'guest');
  for (const { disk } of world.keepers.slice(1))
    for (let each = 1; each <= 6; each++) forget(disk, each);
  expect(guest.disk.last).toBe(0);
  beginWithSnapshot(world, guest);
  world.start(guest);
  world.time.run(epochMs / 4);
  const before = guest.disk.bytes.size;
  const report = await audited(world, guest, { fetches: true });
  expect(report).toMatchObject({ fromHeight: 1, unseen: null, records: heights, fault: null });
  expect(report).toMatchObject({ nowhere: null, fetched: heights });
  expect(report.stateRoot).toEqual((await audited(world, at(world, 0), {})).stateRoot);
  expect(guest.disk.bytes.size).toBe(before);
});

test('where there are few machines everybody keeps everything, and who comes later fetches it', async () => {
  const world = grown({ ...little, shareBytes: 1_000_000 });
  for (const { disk } of world.keepers) expect(setsOn(disk)).toHaveLength(heights);
  const guest = world.addGuest(at(world, 0), 'guest');
  beginWithSnapshot(world, guest);
  world.start(guest);
  world.time.run(epochMs);
  expect(setsOn(guest.disk)).not.toContain(1);
  // One falls over while it is being asked.
  world.time.run(10 * epochMs);
  world.crash(at(world, 1));
  world.time.run(10 * epochMs);
  expect(guest.disk.last).toBeGreaterThan(heights);
  expect(setsOn(guest.disk)).toEqual(Array.from({ length: guest.disk.last }, (_, at) => at + 1));
  const report = await audited(world, guest, {});
  expect(report).toMatchObject({ fromHeight: 1, unseen: null, fault: null });
  expect(report.stateRoot).toEqual((await audited(world, at(world, 0), {})).stateRoot);
});

test('whoever has no room for it fetches nothing', () => {
  const world = grown(little);
  const guest = world.addGuest(at(world, 0), 'guest');
  beginWithSnapshot(world, guest);
  world.start(guest);
  world.time.run(20 * epochMs);
  expect(setsOn(guest.disk)).not.toContain(heights);
});

function setsOn({ heights: all }: Keeper['disk']): readonly number[] {
  return [...all]
    .flatMap(([height, { ids }]) => (ids === null ? [] : height))
    .sort((a, b) => a - b);
}

function forget({ heights: all }: Keeper['disk'], height: number): void {
  const kept = all.get(height);
  if (kept !== undefined) all.set(height, { ...kept, ids: null });
}

/** As it stands on the disk of somebody who was far behind. */
function beginWithSnapshot(world: RecordWorld, { disk }: Keeper): void {
  const { disk: from } = at(world, 0);
  for (const [height, { value, certificate }] of from.heights) {
    disk.heights.set(height, { value, certificate, report: null, ids: null });
  }
  disk.snapshots.set(from.last, from.snapshots.get(from.last) ?? new Uint8Array());
  disk.last = from.last;
}
