/** One run: some epochs of everything that can go wrong, and then peace, in which everything must come right. */
import { readRound } from '../../../shared/stake/read-round.ts';
import { createAuditor } from './auditor.ts';
import * as deeds from './deeds.ts';
import type { Scene } from './deeds.ts';
import { isWitness, lies, makeLiar } from './liars.ts';
import { attest, makeCause, offerStake, takeBack } from './market-deeds.ts';
import { copyOfDisk } from './memory-store.ts';
import type { RecordDisk } from './memory-store.ts';
import { askForWork, doTasks } from './task-deeds.ts';
import { createRecordWorld, epochMs } from './world.ts';
import type { Keeper, RecordWorld } from './world.ts';

export interface StoryOptions {
  readonly nodes: number;
  readonly epochs: number;
  /** More than ever happens in a run that ends, where it is left out. */
  readonly eventsMax?: number;
  /** Whether people ask for work, too. */
  readonly hasTasks?: boolean;
}

export interface Outcome {
  readonly faults: readonly string[];
  readonly machines: number;
  readonly heights: number;
  readonly records: number;
  readonly crashes: number;
  readonly liars: number;
  readonly events: number;
  /** How often other witnesses were named. */
  readonly committees: number;
  /** How often somebody took over a snapshot. */
  readonly snapshots: number;
  /** Rounds of the stake market that closed, and units that changed hands in them. */
  readonly rounds: number;
  readonly moved: bigint;
  /** Tasks that were paid for, and those that a panel put a price on. */
  readonly accepted: number;
  readonly agreed: number;
}

/** Peace lasts at most so many epochs, and once more as many for who came last. */
const peaceEpochs = 40;
/** Each machine has a few hundred a minute. With ten times as many all of them say the same for ever. */
const eventsPerEpoch = 2_000;

interface Tale extends Scene {
  readonly backups: Map<Keeper, { readonly disk: RecordDisk; readonly atMs: number }>;
  crashes: number;
}

export function tell(
  seed: number,
  { nodes, epochs, eventsMax, hasTasks = false }: StoryOptions,
): Outcome {
  const founders = Math.max(1, Math.min(nodes, 12));
  const sizes = ([1, 4, 7] as const).filter((size) => founders >= size + (size > 1 ? 2 : 0));
  const world = createRecordWorld(seed, {
    founders,
    witnesses: sizes[seed % sizes.length] ?? 1,
    degree: 7,
    // Who keeps little can only give newcomers a snapshot.
    keep: { epochs: [0, 1, 1_000][seed % 3] ?? 0, bytes: 0, shareBytes: 0 },
    snapshotEvery: 1 + (seed % 2),
    eventsMax:
      eventsMax ?? eventsPerEpoch * (nodes + deeds.guestsMax + 1) * (epochs + 2 * peaceEpochs),
    parameters: {
      ...{ roundEpochs: 2 + (seed % 3), sealEpochs: 1, newcomerReleasePpm: 100_000 },
      // Where stakes bring nothing back, the counters alone say where everybody stands.
      dividendPpm: seed % 2 === 0 ? 0 : 200_000,
      ...(hasTasks ? { estimateEpochs: 2 } : {}),
    },
  });
  const tale = begin(world, nodes - founders);
  const endMs = epochs * epochMs;
  const goesOn = () => world.faults.length === 0 && !world.time.isTooMuch();
  while (world.time.now() < endMs && goesOn()) {
    world.time.run(world.chance.whole(50, 6_000));
    happen(tale, hasTasks ? [...happenings, ...errands] : happenings);
    tale.auditor.watch();
  }
  makePeace(tale);
  expectEnd(world);
  const height = Math.max(...world.keepers.map(({ disk }) => disk.last));
  return {
    faults: world.faults,
    machines: world.keepers.length,
    heights: height,
    records: tale.past.length,
    crashes: tale.crashes,
    liars: world.keepers.filter(({ isFaulty }) => isFaulty).length,
    events: world.time.events(),
    committees: tale.auditor.seats.changes(),
    snapshots: [...world.archive.adopted.values()].reduce((sum, each) => sum + each, 0),
    ...closedRounds(world),
    ...tasksOf(world),
  };
}

function closedRounds({ keepers }: RecordWorld): Pick<Outcome, 'rounds' | 'moved'> {
  const files = new Map(keepers.flatMap(({ disk }) => [...disk.rounds]));
  const moved = [...files.values()].flatMap((text) => {
    const read = readRound(text);
    return read.ok ? [read.value.volume] : [];
  });
  return { rounds: files.size, moved: moved.reduce((sum, each) => sum + each, 0n) };
}

function tasksOf({ keepers }: RecordWorld): Pick<Outcome, 'accepted' | 'agreed'> {
  const [last] = keepers.toSorted((a, b) => b.disk.last - a.disk.last);
  const tasks = [...(last?.node?.state().work.tasks.values() ?? [])];
  return {
    accepted: tasks.filter(({ state }) => state === 'accepted').length,
    agreed: tasks.filter(({ price, rounds }) => price !== null && rounds.length > 0).length,
  };
}

function begin(world: RecordWorld, guests: number): Tale {
  const { chance } = world;
  const witnesses = world.ledger.genesis.genesis.witnesses;
  const tale: Tale = {
    world,
    auditor: createAuditor(world),
    agreed: new Map(),
    held: [],
    past: [],
    guests: 0,
    backups: new Map(),
    crashes: 0,
  };
  for (const keeper of world.keepers) world.start(keeper);
  for (let liars = 0; liars < Math.floor((witnesses - 1) / 3) && chance.next() < 0.8; liars++) {
    const seated = world.keepers.filter((each) => isWitness(world, each) && !each.isFaulty);
    makeLiar(world, chance.one(seated), chance.one(lies));
  }
  for (let index = 0; index < guests; index++) {
    const inviters = world.keepers.filter(({ isFounder, isFaulty }) => isFounder && !isFaulty);
    const inviter = inviters[index % inviters.length] ?? chance.one(inviters);
    world.start(world.addGuest(inviter, `early ${index}`));
  }
  return tale;
}

type Happening = readonly [weight: number, (tale: Tale) => void];

const happenings: readonly Happening[] = [
  [30, deeds.work],
  [6, deeds.show],
  [6, deeds.author],
  [2, deeds.elect],
  [2, deeds.signTwice],
  [1, deeds.fork],
  [2, deeds.join],
  [5, makeCause],
  [14, offerStake],
  [1, takeBack],
  [3, attest],
  [4, deeds.replay],
  [1, deeds.flood],
  [6, crash],
  [8, restart],
  [5, cutLink],
  [4, healLinks],
  [1, divide],
  [2, turnClock],
  [2, backUp],
  [1, putBack],
];
const errands: readonly Happening[] = [
  [6, askForWork],
  [30, doTasks],
];

function happen(tale: Tale, all: readonly Happening[]): void {
  let left = tale.world.chance.next() * all.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, what] of all) {
    left -= weight;
    if (left < 0) {
      what(tale);
      return;
    }
  }
}

function crash(tale: Tale): void {
  const { world } = tale;
  const keeper = world.chance.one(world.keepers);
  if (keeper.node === null) return;
  tale.crashes += 1;
  if (world.chance.next() < 0.3) world.crash(keeper);
  else world.crashAfter(keeper, world.chance.whole(1, 200));
}

function restart({ world }: Tale): void {
  const down = world.keepers.filter(({ node }) => node === null);
  for (const keeper of down) if (world.chance.next() < 0.7) world.start(keeper);
}

function cutLink({ world }: Tale): void {
  world.setLink(world.chance.one(world.keepers), world.chance.one(world.keepers), false);
}

function healLinks({ world }: Tale): void {
  for (const a of world.keepers) for (const b of world.keepers) world.setLink(a, b, true);
}

/** Two halves that do not see each other. */
function divide({ world }: Tale): void {
  const side = new Set(world.keepers.filter(() => world.chance.next() < 0.5));
  for (const a of side) for (const b of world.keepers) if (!side.has(b)) world.setLink(a, b, false);
}

function turnClock({ world }: Tale): void {
  world.chance.one(world.keepers).clockAheadMs = world.chance.whole(-60_000, 60_000);
}

function backUp({ world, backups }: Tale): void {
  const keeper = world.chance.one(world.keepers);
  backups.set(keeper, { disk: copyOfDisk(keeper.disk), atMs: world.time.now() });
}

/** A disk as it was some time ago, in a machine that does not know: its key must not be used again. */
function putBack(tale: Tale): void {
  const { world, backups, auditor } = tale;
  const [keeper] = [...backups.keys()].filter((each) => !each.isFaulty && each.renewals === 0);
  const backup = keeper === undefined ? undefined : backups.get(keeper);
  if (keeper === undefined || backup === undefined) return;
  if (auditor.seats.everSat(keeper)) {
    if (!auditor.seats.mayFail(keeper)) return;
    keeper.isFaulty = true;
  }
  if (keeper.node !== null) world.crash(keeper);
  keeper.disk = backup.disk;
  backups.delete(keeper);
  auditor.putBack(keeper, backup.atMs);
  world.start(keeper);
}

/** Everything is mended; then all that was promised must come to pass. */
function makePeace(tale: Tale): void {
  const { world, auditor } = tale;
  for (const keeper of world.keepers) keeper.clockAheadMs = world.chance.whole(-2_000, 2_000);
  healLinks(tale);
  for (const keeper of world.keepers) {
    // Whatever was to crash it later is forgotten with this life.
    if (keeper.node !== null) world.crash(keeper);
  }
  world.time.run(10_000);
  healLinks(tale);
  for (const keeper of world.keepers) world.start(keeper);
  while (tale.held.length > 0) deeds.show(tale);
  world.time.run(15_000);
  deeds.work(tale);
  waitForAll(tale);
  if (world.faults.length === 0 && deeds.letIn(tale) !== null) waitForAll(tale);
  if (!areLevel(world)) {
    const heights = honest(world).map(({ name, disk }) => `${name} at ${disk.last}`);
    world.faults.push(`the machines do not come together: ${heights.join(', ')}`);
  }
  auditor.finish();
  expectNoHonestExpelled(world);
}

function waitForAll({ world, auditor }: Tale): void {
  const isDone = () =>
    world.faults.length > 0 ||
    world.time.isTooMuch() ||
    (auditor.missing().length === 0 && areLevel(world));
  for (let epoch = 0; epoch < peaceEpochs && !isDone(); epoch++) {
    world.time.run(epochMs);
    auditor.watch();
  }
}

/** Whoever may have been expelled is told nothing any more, and need not come along. */
function honest({ keepers }: RecordWorld): readonly Keeper[] {
  return keepers.filter(({ isFaulty }) => !isFaulty);
}

function areLevel(world: RecordWorld): boolean {
  const [first, ...others] = honest(world).map(({ disk }) => disk.last);
  return first !== undefined && first > 0 && others.every((each) => each === first);
}

/** Whatever else is wrong in a run that was broken off is wrong because of that. */
function expectEnd({ time, faults, keepers }: RecordWorld): void {
  if (!time.isTooMuch()) return;
  const height = Math.max(...keepers.map(({ disk }) => disk.last));
  faults.unshift(`it does not come to an end: ${time.events()} events, and height ${height}`);
}

function expectNoHonestExpelled(world: RecordWorld): void {
  const [judge] = honest(world);
  for (const { name, machine, isFaulty } of world.keepers) {
    const member = judge?.node?.state().members.get(machine.member.hex);
    if (!isFaulty && member?.status === 'expelled') world.faults.push(`${name} was expelled`);
  }
}
