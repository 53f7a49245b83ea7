/** Single scenes of keeping a record together, each of which a run of chance might meet too rarely. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { encodeCertificate } from '../../shared/consensus/certificate.ts';
import { messageHash } from '../../shared/consensus/messages.ts';
import { epochIdOf, epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { counter, found, invite, join, machineOf } from '../support/ledger-world.ts';
import { isWitness } from '../support/record-world/liars.ts';
import type { RecordDisk } from '../support/record-world/memory-store.ts';
import { copyOfDisk } from '../support/record-world/memory-store.ts';
import { searchGenesis } from '../support/record-world/searching.ts';
import { createRecordWorld, epochMs } from '../support/record-world/world.ts';
import type { Keeper, RecordWorld } from '../support/record-world/world.ts';

const listenMs = epochMs / 12;

function begin(founders: number, witnesses: 1 | 4 = 1): RecordWorld {
  const world = createRecordWorld(1, { founders, witnesses, degree: 20 });
  for (const keeper of world.keepers) {
    keeper.clockAheadMs = 0;
    world.start(keeper);
  }
  world.time.run(listenMs + 1_000);
  return world;
}

function at(world: RecordWorld, index: number): Keeper {
  const keeper = world.keepers[index];
  if (keeper === undefined) throw new Error('nobody is there');
  return keeper;
}

function give(world: RecordWorld, quantity: bigint): string {
  const [a, b] = [at(world, 0), at(world, 1)];
  const record = counter(world.ledger, a.machine, b.machine, { epoch: world.epochNow(), quantity });
  expect(a.node?.submit(record.bytes).ok).toBe(true);
  return bytesToHex(record.id);
}

const heightOf = ({ node }: Keeper) => node?.view().height;

test('a record reaches everybody at once, and is certified when its epoch has ended', () => {
  const world = begin(5, 4);
  const id = give(world, 1_000n);
  world.time.run(3_000);
  for (const { disk } of world.keepers) expect(disk.pool.has(id)).toBe(true);
  expect(world.keepers.map(heightOf)).toEqual([0, 0, 0, 0, 0]);
  world.time.run(2 * epochMs);
  expect(world.keepers.map(heightOf)).toEqual([1, 1, 1, 1, 1]);
  expect(at(world, 4).node?.provisional().accounts[0].volume).toBe(0n);
});

test('what a height was begun for is proposed in it; what comes in the same turn is in the next one', () => {
  const world = begin(2);
  const [witness] = world.keepers.filter((keeper) => isWitness(world, keeper));
  const early = give(world, 1_000n);
  const [a, b] = [at(world, 0), at(world, 1)];
  const draft = { epoch: 0, quantity: 2_000n, cause: new Uint8Array(32).fill(9) };
  const late = counter(world.ledger, a.machine, b.machine, draft);
  const look = () => {
    // after the look at the clock that begins the height, and before its proposal
    if (witness?.node?.view().agreeing == null) world.time.after(1, look);
    else witness.node.submit(late.bytes);
  };
  look();
  world.time.run(3 * epochMs);
  const setOf = (height: number) => witness?.disk.heights.get(height)?.ids?.map(bytesToHex);
  expect(setOf(1)).toEqual([early]);
  expect(setOf(2)).toEqual([bytesToHex(late.id)]);
});

test('many records at once are answered one by one, and reach the disk together', async () => {
  const world = begin(2);
  const [a, b] = [at(world, 0), at(world, 1)];
  const made = [1n, 2n, 3n].map((quantity, index) => {
    const draft = { epoch: 0, quantity, cause: new Uint8Array(32).fill(index) };
    return counter(world.ledger, a.machine, b.machine, draft);
  });
  const [first, second, third] = made.map(({ bytes }) => bytes);
  if (first === undefined || second === undefined || third === undefined) throw new Error('three');
  const stranger = machineOf('stranger');
  const foreign = counter(world.ledger, stranger, b.machine, { epoch: 0, quantity: 1n });
  const spoiled = Uint8Array.from(third, (byte, place) => (place === 40 ? byte ^ 1 : byte));
  const answers = await a.node?.submitAll([first, spoiled, second, first, foreign.bytes]);
  expect(answers?.map((each) => (each.ok ? 'kept' : each.error.name))).toEqual([
    'kept',
    'record_forged',
    'kept',
    'kept',
    'author_unknown',
  ]);
  expect(a.disk.pool.size).toBe(2);
});

test('nothing new is certified for nothing', () => {
  const world = begin(3);
  world.time.run(10 * epochMs);
  expect(world.keepers.map(heightOf)).toEqual([0, 0, 0]);
});

test('what is not certified is shown as provisional', () => {
  const world = begin(2);
  give(world, 1_000n);
  world.time.run(1_000);
  expect(at(world, 1).node?.provisional().accounts[0].volume).toBe(1_000n);
  expect(at(world, 1).node?.state().height).toBe(0);
});

test('whoever holds an invitation finds the genesis, becomes a member and certifies nothing before', () => {
  const world = begin(3);
  const guest = world.addGuest(at(world, 0), 'guest');
  const finder = machineOf('finder');
  const credential = join(
    world.ledger,
    finder,
    invite(world.ledger, at(world, 0).machine, 'other'),
  );
  let genesis: Uint8Array | null = null;
  const search = searchGenesis(world, finder, credential.bytes, {
    found(bytes) {
      genesis = bytes;
    },
    refused: () => undefined,
  });
  void search.start();
  world.start(guest);
  world.time.run(3 * epochMs);
  expect(genesis).toEqual(world.ledger.genesisBytes);
  const member = guest.machine.member.hex;
  for (const { node } of world.keepers) {
    expect(node?.state().members.get(member)?.status).toBe('member');
  }
});

test('who shows an invitation of another community is told nothing', () => {
  const world = begin(2);
  const other = found(['mallory'], { epochMs });
  const stranger = machineOf('stranger');
  const credential = join(other, stranger, invite(other, other.of('mallory'), 'false'));
  let genesis: Uint8Array | null = null;
  void searchGenesis(world, stranger, credential.bytes, {
    found(bytes) {
      genesis = bytes;
    },
    refused: () => undefined,
  }).start();
  world.time.run(epochMs);
  expect(genesis).toBeNull();
  const reasons = at(world, 0).node?.view().turnedAway;
  expect(reasons).toEqual([{ reason: 'false_credential', times: 1 }]);
});

test('a store that was copied back takes a fresh key, and its member stays one', () => {
  const world = begin(3);
  const [, , carol] = world.keepers as [Keeper, Keeper, Keeper];
  const backup = copyOfDisk(carol.disk);
  const { member } = at(world, 0).machine;
  const sponsor = { kind: 'sponsor', body: { member: member.publicKey, quantity: 1n } } as const;
  expect(carol.node?.author(sponsor).ok).toBe(true);
  world.time.run(2 * epochMs);
  const before = bytesToHex(carol.node?.view().device ?? new Uint8Array());
  world.crash(carol);
  carol.disk = backup;
  world.start(carol);
  expect(carol.node?.author(sponsor)).toMatchObject({ error: { name: 'still_listening' } });
  world.time.run(3 * epochMs);
  expect(carol.node?.view()).toMatchObject({ renewed: true });
  expect(bytesToHex(carol.node?.view().device ?? new Uint8Array())).not.toBe(before);
  const state = at(world, 0).node?.state();
  expect(state?.members.get(carol.machine.member.hex)?.status).toBe('member');
  expect(state?.devices.get(carol.machine.device.hex)?.status).toBe('active');
});

/** Carol's store is copied back to before what she wrote last, and she meets nobody until `meet`. */
function copiedBackApart() {
  const world = begin(3);
  const carol = at(world, 2);
  const backup = copyOfDisk(carol.disk);
  const { member } = at(world, 0).machine;
  const sponsor = { kind: 'sponsor', body: { member: member.publicKey, quantity: 1n } } as const;
  const write = () => carol.node?.author(sponsor);
  expect(write()?.ok).toBe(true);
  world.time.run(3 * epochMs);
  world.crash(carol);
  carol.disk = backup;
  const link = (isUp: boolean) => {
    for (const other of [at(world, 0), at(world, 1)]) world.setLink(carol, other, isUp);
  };
  link(false);
  world.start(carol);
  world.time.run(epochMs);
  const writesInTheEnd = () => {
    world.time.run(3 * epochMs);
    expect(write()?.ok).toBe(true);
    world.time.run(2 * epochMs);
    const state = at(world, 0).node?.state();
    expect(state?.members.get(carol.machine.member.hex)?.status).toBe('member');
  };
  return { world, carol, write, meet: () => link(true), writesInTheEnd };
}

test('a store that was copied back writes nothing while it stands behind others, however long it has listened', () => {
  const { world, carol, write, meet, writesInTheEnd } = copiedBackApart();
  meet();
  const isBehind = () => {
    const view = carol.node?.view();
    return view !== undefined && view.heightSeen > view.height;
  };
  while (!isBehind()) world.time.run(1);
  expect(write()).toMatchObject({ error: { name: 'still_listening' } });
  writesInTheEnd();
});

test('a store that was copied back writes nothing before it meets somebody, however long nobody comes', () => {
  const { write, meet, writesInTheEnd } = copiedBackApart();
  const refused = write();
  expect(refused).toMatchObject({ error: { name: 'still_listening' } });
  expect(refused?.ok === false && refused.error.detail).toContain('has met no other one');
  meet();
  writesInTheEnd();
});

test('whoever certifies alone writes although nobody else is there', () => {
  const world = begin(3);
  const [witness] = world.keepers.filter((keeper) => isWitness(world, keeper));
  if (witness === undefined) throw new Error('nobody certifies');
  const others = world.keepers.filter((keeper) => keeper !== witness);
  for (const other of others) world.setLink(witness, other, false);
  world.crash(witness);
  world.start(witness);
  world.time.run(epochMs);
  const { member } = at(world, 1).machine;
  const sponsor = { kind: 'sponsor', body: { member: member.publicKey, quantity: 1n } } as const;
  expect(witness.node?.author(sponsor).ok).toBe(true);
});

test('a store that was copied back over several heights hears what waits elsewhere before it writes', () => {
  const world = begin(3);
  const carol = at(world, 2);
  const backup = copyOfDisk(carol.disk);
  for (let epoch = 0; epoch < 3; epoch++) {
    give(world, 10n);
    world.time.run(epochMs);
  }
  const { member } = at(world, 0).machine;
  const sponsor = { kind: 'sponsor', body: { member: member.publicKey, quantity: 1n } } as const;
  expect(carol.node?.author(sponsor).ok).toBe(true);
  world.time.run(1_000); // others have it, and no certificate does
  world.crash(carol);
  carol.disk = backup;
  world.start(carol);
  const isListening = () => {
    const written = carol.node?.author(sponsor);
    return written?.ok === false && written.error.name === 'still_listening';
  };
  while (isListening()) world.time.run(10);
  world.time.run(3 * epochMs);
  expect(carol.node?.view()).toMatchObject({ renewed: true });
  const state = at(world, 0).node?.state();
  expect(state?.members.get(carol.machine.member.hex)?.status).toBe('member');
});

test('whoever was away for long comes back by a snapshot, and knows what it cannot audit', async () => {
  const world = begin(3);
  const carol = at(world, 2);
  world.crash(carol);
  for (let epoch = 0; epoch < 30; epoch++) {
    give(world, 10n);
    world.time.run(epochMs);
  }
  world.time.run(epochMs);
  const { height } = at(world, 0).node?.view() ?? { height: 0 };
  expect(height).toBeGreaterThan(25);
  world.start(carol);
  world.time.run(epochMs / 2);
  expect(carol.node?.view()).toMatchObject({ height, catchingUp: null });
  expect(carol.disk.heights.get(1)?.ids).toBeNull();
  const auditing = carol.node?.audit({}, () => undefined);
  const whole = at(world, 0).node?.audit({}, () => undefined);
  for (let step = 0; step < 200; step++) {
    world.time.run(1);
    await Promise.resolve();
    await Promise.resolve();
  }
  expect(await auditing).toMatchObject({ fromHeight: height + 1, fault: null });
  expect(await whole).toMatchObject({ fromHeight: 1, toHeight: height, fault: null });
});

test('a machine that computes another state than was certified says so, and goes no further', () => {
  const world = begin(3);
  const [witness, other] = [at(world, 0), at(world, 1)].toSorted(
    (a, b) => Number(isWitness(world, b)) - Number(isWitness(world, a)),
  ) as [Keeper, Keeper];
  give(world, 10n);
  world.time.run(3_000);
  world.crash(other);
  world.time.run(2 * epochMs);
  forgeState(world, witness.disk, world.keepers);
  world.start(other);
  world.time.run(epochMs);
  expect(other.node?.view()).toMatchObject({ height: 0, disagrees: { height: 1 } });
});

/** Makes the one witness certify a state that no records make, on every disk that has the height. */
function forgeState(world: RecordWorld, { heights }: RecordDisk, keepers: readonly Keeper[]): void {
  const { community } = world.ledger.genesis;
  const { hash } = cryptography;
  const honest = epochValueCodec.decode(heights.get(1)?.value ?? new Uint8Array());
  const [key = ''] = world.keepers.find(({ node }) => node !== null)?.node?.state().committee ?? [];
  const machine = world.keepers.find((each) => each.machine.device.hex === key)?.machine;
  if (honest === null || machine === undefined) throw new Error('height 1 is there');
  const value = epochValueCodec.encode({ ...honest, stateRoot: new Uint8Array(32) });
  const id = epochIdOf(value, community, hash);
  const said = { kind: 'precommit', height: 1, round: 0, witness: 0, id } as const;
  const signature = machine.device.sign(messageHash(said, community, hash));
  const signatures = [{ witness: 0, signature }];
  const certificate = encodeCertificate({ height: 1, round: 0, id, signatures });
  for (const { disk } of keepers) {
    const kept = disk.heights.get(1);
    if (kept !== undefined) disk.heights.set(1, { ...kept, value, certificate });
  }
}
