/** What people do in a community, honest and not. Each answers nothing, and does nothing where it cannot. */
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { Draft } from '../../../main/engine/record/contract.ts';
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import { checkRecord } from '../../../shared/ledger/check-record.ts';
import { committeeSizes } from '../../../shared/ledger/genesis.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { counter, write } from '../ledger-world.ts';
import type { Auditor } from './auditor.ts';
import type { Keeper, RecordWorld } from './world.ts';

export interface Scene {
  readonly world: RecordWorld;
  readonly auditor: Auditor;
  /** What pairs have agreed on: the last sequence number and quantity of a pair and epoch. */
  readonly agreed: Map<string, { readonly sequence: number; readonly quantity: bigint }>;
  /** Signed by both, and shown to nobody yet. */
  readonly held: { readonly record: CheckedRecord; readonly by: Keeper }[];
  /** Everything that was ever submitted, for those who say things twice. */
  readonly past: CheckedRecord[];
  guests: number;
}

/** So many come while the weather is bad, and one more in peace. */
export const guestsMax = 6;

/** Gives a record to a machine, and notes when it has promised to keep it. */
export function submit(scene: Scene, keeper: Keeper, record: CheckedRecord, isHonest = true): void {
  if (keeper.node === null) return;
  const { life } = keeper;
  const submitted = keeper.node.submit(record.bytes);
  if (!submitted.ok || !life.isAlive()) return;
  scene.past.push(record);
  if (isHonest) scene.auditor.acknowledged(record, keeper);
}

function two({ world }: Scene): readonly [Keeper, Keeper] | null {
  const known = world.keepers.filter(({ renewals }) => renewals === 0);
  const [a, b] = [world.chance.one(known), world.chance.one(known)];
  return a === b ? null : [a, b];
}

/** Two give each other hours: the next counter of the pair, shown by one of them or by both. */
export function work(scene: Scene): void {
  const pair = two(scene);
  if (pair === null) return;
  const { world, agreed } = scene;
  const [supplier, consumer] = pair;
  const { chance } = world;
  const epoch = Math.max(0, world.epochNow() - chance.one([0, 0, 0, 1, 3]));
  const currency = chance.one([0, 0, 0, 1]);
  const key = `${supplier.name} ${consumer.name} ${epoch} ${currency}`;
  const last = agreed.get(key) ?? { sequence: 0, quantity: 0n };
  const next = {
    sequence: last.sequence + 1,
    quantity: last.quantity + BigInt(chance.whole(1, 4_000_000)),
  };
  agreed.set(key, next);
  const record = counter(world.ledger, supplier.machine, consumer.machine, {
    ...next,
    epoch,
    currency,
  });
  if (chance.next() < 0.15) scene.held.push({ record, by: chance.one(pair) });
  else for (const each of chance.one([[supplier], [consumer], pair])) submit(scene, each, record);
}

/** Shows what was held back, late. */
export function show(scene: Scene): void {
  const held = scene.held.shift();
  if (held !== undefined) submit(scene, held.by, held.record);
}

/** Two counters of one number, to two machines. */
export function signTwice(scene: Scene): void {
  const pair = two(scene);
  if (pair === null) return;
  const [supplier, consumer] = pair;
  const { world } = scene;
  const epoch = world.epochNow();
  const cause = world.chance.bytes(32);
  for (const quantity of [1_000n, 900_000n]) {
    const draft = { epoch, cause, quantity, sequence: world.chance.whole(1, 2) };
    const record = counter(world.ledger, supplier.machine, consumer.machine, draft);
    submit(scene, world.chance.one(world.keepers), record, false);
  }
}

/** Two records of one number of one machine, to two machines. */
export function fork(scene: Scene): void {
  const { world } = scene;
  const { chance } = world;
  const candidates = world.keepers.filter(({ isFaulty }) => isFaulty);
  if (candidates.length === 0) return;
  const { machine } = chance.one(candidates);
  const before = { number: machine.number, previous: machine.previous };
  for (const quantity of [1n, 2n]) {
    Object.assign(machine, before);
    const member = chance.one(world.keepers).machine.member.publicKey;
    const record = write(world.ledger, machine, 'sponsor', { member, quantity });
    submit(scene, chance.one(world.keepers), record, false);
  }
}

/** A record of its own by the machine itself, which numbers it. */
export function author(scene: Scene): void {
  const { world } = scene;
  const member = world.chance.one(world.keepers).machine.member.publicKey;
  const quantity = BigInt(world.chance.whole(1, 1_000_000));
  writes(scene, world.chance.one(world.keepers), {
    kind: 'sponsor',
    body: { member, quantity },
  });
}

export function writes(scene: Scene, keeper: Keeper, draft: Draft): void {
  const { node, life } = keeper;
  const authored = node?.author(draft);
  if (authored?.ok === true && life.isAlive()) {
    promised(scene, keeper, bytesToHex(authored.value.id));
  }
}

/** A machine has written this record itself, and must not lose it. */
export function promised({ world, auditor }: Scene, keeper: Keeper, id: string): void {
  const bytes = keeper.disk.bytes.get(id) ?? new Uint8Array();
  const checked = checkRecord(bytes, world.ledger.genesis.community, cryptography);
  if (checked.ok) auditor.acknowledged(checked.value, keeper);
  else world.faults.push(`${keeper.name} wrote what is no record`);
}

/** Most members raise their voices for other witnesses, as many as there are or more or fewer. */
export function elect(scene: Scene): void {
  const { world, auditor } = scene;
  const { chance, keepers } = world;
  const state = chance.one(keepers).node?.state();
  if (state === undefined) return;
  const left = keepers.filter(({ machine }) => {
    const device = state.devices.get(machine.device.hex);
    return device?.status === 'active' && state.members.get(device.member)?.status === 'member';
  });
  const size = chance.one(committeeSizes.filter((each) => each <= left.length));
  const seated: string[] = [];
  while (seated.length < size) {
    const [keeper] = left.splice(chance.whole(0, left.length - 1), 1);
    if (keeper !== undefined) seated.push(keeper.machine.device.hex);
  }
  const names = seated.sort();
  if (!auditor.seats.mayCertify(names)) return;
  auditor.seats.proposed(names);
  const committee = names.map(hexToBytes);
  for (const keeper of keepers) {
    if (chance.next() < 0.9) writes(scene, keeper, { kind: 'vote', body: { committee } });
  }
}

export function join(scene: Scene): void {
  if (scene.guests < guestsMax) letIn(scene);
}

/** Somebody new, by the invitation of a founder; null where none of them is left. */
export function letIn(scene: Scene): Keeper | null {
  const { world } = scene;
  const inviters = world.keepers.filter(
    ({ isFounder, isFaulty, renewals }) => isFounder && !isFaulty && renewals === 0,
  );
  if (inviters.length === 0) return null;
  scene.guests += 1;
  const guest = world.addGuest(world.chance.one(inviters), `guest ${scene.guests}`);
  world.start(guest);
  return guest;
}

/** Says again what was said long ago, to anybody. */
export function replay(scene: Scene): void {
  if (scene.past.length === 0) return;
  const keeper = scene.world.chance.one(scene.world.keepers);
  keeper.node?.submit(scene.world.chance.one(scene.past).bytes);
}

/** Many things at once that mean nothing, or are by nobody. */
export function flood(scene: Scene): void {
  const { world } = scene;
  const { chance } = world;
  const keeper = chance.one(world.keepers);
  for (let index = 0; index < 20; index++) {
    const record = scene.past.length > 0 ? chance.one(scene.past).bytes : chance.bytes(100);
    const spoiled = Uint8Array.from(record);
    const place = chance.whole(0, spoiled.length - 1);
    spoiled[place] = (spoiled[place] ?? 0) ^ (1 << chance.whole(0, 7));
    if (keeper.node?.submit(spoiled).ok === true) {
      world.faults.push(`${keeper.name} took a spoiled record`);
    }
  }
}
