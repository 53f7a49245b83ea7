/** Histories of a community: one with every kind of record, and random ones with the truth about who gave what. */
import { previewEpoch } from '../../shared/ledger/fold.ts';
import type { Folded } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import type { Chance } from './engine-world/chance.ts';
import { fold, hour } from './ledger-fold.ts';
import {
  addMachine,
  counter,
  evidence,
  found,
  invite,
  join,
  machineOf,
  write,
  zeros,
} from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';
import { cause, idOf, offerOf, sealed, wantsOf } from './ledger-market.ts';
import { taskTraffic } from './ledger-task-traffic.ts';
import { sampleTasks } from './ledger-tasks.ts';
import type { SealedAnswer } from './ledger-tasks.ts';
import { released } from './ledger-releases.ts';
import { downloaded, supplyTraffic } from './ledger-supply-traffic.ts';
import type { SupplyScene } from './ledger-supply-traffic.ts';
import { madeBytes } from './made-receipts.ts';
import type { Offer } from '../../shared/stake/market.ts';

/** Three founders and two guests in whose history each kind of record occurs. */
export function sampleHistory(): {
  readonly world: LedgerWorld;
  readonly records: readonly CheckedRecord[];
  readonly state: LedgerState;
} {
  const world = found(['alice', 'bob', 'carol'], { roundEpochs: 4, sealEpochs: 2 });
  const [alice, bob, carol] = [world.of('alice'), world.of('bob'), world.of('carol')];
  const [dave, laptop] = [machineOf('dave'), machineOf('alice', 'laptop')];
  const first = [
    join(world, dave, invite(world, alice, 'dave')),
    addMachine(world, laptop),
    counter(world, alice, bob, { epoch: 0, quantity: 3n * hour }),
    counter(world, bob, carol, { epoch: 0, quantity: 14n * hour, cause: madeBytes(32, 'cause') }),
    counter(world, carol, alice, { epoch: 0, quantity: hour, currency: 1 }),
    cause(world, alice, { tags: ['health', 'water'], target: -1n, baseline: -2n }),
  ];
  const [cured] = first.slice(-1).map(idOf);
  const wanted = [{ kind: 'tag', tag: 'health', weightPpm: 1_000_000 }] as const;
  const kept = sealed(world, bob, offerOf(bob, { wants: wanted }), { word: 'kept' });
  const taken = sealed(world, bob, offerOf(bob), { word: 'taken back' });
  const second = [
    write(world, alice, 'sponsor', { member: dave.member.publicKey, quantity: hour }),
    write(world, alice, 'vote', { committee: [bob.device.publicKey] }),
    write(world, alice, 'retire', { device: laptop.device.publicKey }),
    counter(world, carol, bob, { epoch: 1, quantity: 4n * hour }),
    kept.seal,
    taken.seal,
    evidence(world, bob, carol),
  ];
  const third = [
    write(world, dave, 'leave', { member: dave.member.publicKey }),
    counter(world, bob, alice, { epoch: 2, quantity: 2n * hour }),
    kept.open(),
    write(world, bob, 'withdrawal', { offer: idOf(taken.seal) }),
    write(world, bob, 'attestation', { cause: cured ?? '', seen: -1n, note: 'I have seen it.' }),
  ];
  const one = fold(genesisState(world.genesis), 0, ...first).state;
  const later = [...sampleTasks(world, alice, bob), ...sampleSupply(world, alice)];
  const three = fold(fold(one, 1, ...second).state, 2, ...third).state;
  const { state } = fold(three, 3, ...later);
  return { world, records: [...first, ...second, ...third, ...later], state };
}

/** A release that nothing certified went into yet, and hours for the day after the next. */
function sampleSupply(world: LedgerWorld, maker: Machine): readonly CheckedRecord[] {
  const offer = { currency: 0, day: 1, quantity: 2n * hour };
  return [released(world, maker), write(world, maker, 'hours_offer', offer)];
}

/** What happened in one epoch of a random history. */
export interface Step extends Folded {
  readonly before: LedgerState;
  readonly epoch: number;
  /** All that was in the pool, and what of it was certified. */
  readonly pool: readonly CheckedRecord[];
  readonly kept: readonly CheckedRecord[];
}

export interface History {
  readonly world: LedgerWorld;
  readonly people: readonly Machine[];
  readonly steps: readonly Step[];
  readonly truth: readonly Deed[];
}

/** What one machine gave another: the truth, whatever the records say. */
export interface Deed {
  readonly supplier: Machine;
  readonly consumer: Machine;
  readonly currency: number;
  readonly quantity: bigint;
}

/** A counter series of two machines, as the two know it. */
interface Series {
  sequence: number;
  quantity: bigint;
}

const working = 12;
const delayMax = 4;

/**
 * People join, name machines, pass lines on, vote, leave, are expelled, and work for each other. Their records come
 * late, in any order and several times; what waits stays in the pool.
 */
export function randomHistory(chance: Chance): History {
  const founders = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'].slice(0, chance.whole(2, 6));
  const world = found(founders, {
    ...{ invitationsPerWeek: 3, trailingDays: 1, overdueDays: 1 },
    // Heights begin in turn in the part in which offers are sealed and in that in which they are opened.
    ...{ roundEpochs: 10, sealEpochs: 5, newcomerReleasePpm: 100_000 },
    // So that what everybody has follows from what they gave and used alone.
    dividendPpm: 0,
    estimateEpochs: chance.one([3, 3, 8]),
  });
  const people = founders.map((name) => world.of(name));
  const truth: Deed[] = [];
  const series = new Map<string, Series>();
  const market: MarketScene = { causes: [], sealed: [] };
  const answers = new Map<string, SealedAnswer>();
  const served: SupplyScene['series'] = new Map();
  const coming: { readonly at: number; readonly record: CheckedRecord }[] = [];
  const send = (epoch: number, record: CheckedRecord) => {
    coming.push({ at: epoch + chance.whole(0, delayMax), record });
    if (chance.next() < 0.2) coming.push({ at: epoch + chance.whole(0, 2 * delayMax), record });
  };
  let state = genesisState(world.genesis);
  let pool: readonly CheckedRecord[] = [];
  const steps: Step[] = [];
  for (let turn = 0; turn < working + 2 * delayMax; turn += 1) {
    const epoch = turn * 5;
    if (turn < working)
      happen(
        { world, chance, people, series, truth, epoch, market, answers, served, state },
        (record, isLate = true) => {
          if (isLate) send(turn, record);
          else coming.push({ at: turn, record });
        },
      );
    const fresh = coming.filter(({ at }) => at === turn).map(({ record }) => record);
    pool = [...pool, ...fresh];
    const preview = previewEpoch(state, { epoch, records: pool });
    steps.push({ before: state, epoch, pool, ...preview });
    const waits = ({ id }: CheckedRecord) =>
      preview.verdicts.get(bytesToHex(id))?.verdict === 'waits';
    pool = pool.filter(waits);
    state = preview.state;
  }
  return { world, people, steps, truth };
}

interface Scene {
  readonly world: LedgerWorld;
  readonly chance: Chance;
  readonly people: Machine[];
  readonly series: Map<string, Series>;
  readonly truth: Deed[];
  readonly epoch: number;
  readonly market: MarketScene;
  readonly answers: Map<string, SealedAnswer>;
  readonly served: SupplyScene['series'];
  /** What was certified before this epoch. */
  readonly state: LedgerState;
}

function happen(scene: Scene, send: (record: CheckedRecord, isLate?: boolean) => void): void {
  const { world, chance, people, epoch } = scene;
  for (let count = chance.whole(1, 8); count > 0; count -= 1) send(work(scene));
  for (let count = chance.whole(4, 9); count > 0; count -= 1) send(trade(scene), false);
  for (const record of taskTraffic(scene)) send(record, false);
  const supply = { ...scene, series: scene.served };
  for (const record of supplyTraffic(supply)) send(record, false);
  for (let count = chance.whole(0, 4); count > 0; count -= 1) {
    const download = downloaded(supply);
    if (download === null) continue;
    scene.truth.push({ ...download, currency: 0 });
    send(download.record);
  }
  const actor = chance.one(people);
  const name = `p${String(epoch)}`;
  switch (chance.whole(0, 7)) {
    case 0: {
      const guest = machineOf(name);
      send(join(world, guest, invite(world, actor, name)));
      people.push(guest);
      return;
    }
    case 1: {
      const machine = machineOf(actor.name, name);
      send(addMachine(world, machine));
      people.push(machine);
      return;
    }
    case 2: {
      const quantity = BigInt(chance.whole(1, 12)) * hour;
      const member = chance.one(people).member.publicKey;
      send(write(world, actor, 'sponsor', { member, quantity }));
      return;
    }
    case 3:
      send(write(world, actor, 'vote', { committee: [chance.one(people).device.publicKey] }));
      return;
    case 4:
      end(scene, actor, send);
      return;
    default:
      if (epoch > 0) send(work({ ...scene, epoch: epoch - 5 }));
  }
}

/** Somebody leaves or is found out and expelled, while three others stay; what they did before still comes in. */
function end(
  { world, chance, people }: Scene,
  going: Machine,
  send: (record: CheckedRecord) => void,
): void {
  const staying = people.filter(({ member }) => member.hex !== going.member.hex);
  if (new Set(staying.map(({ member }) => member.hex)).size < 3) return;
  const isFound = chance.next() < 0.3;
  send(
    isFound
      ? evidence(world, chance.one(staying), going)
      : write(world, going, 'leave', { member: going.member.publicKey }),
  );
  people.splice(0, people.length, ...staying);
}

/** What was written in the stake market so far, and is not opened yet. */
interface MarketScene {
  readonly causes: { readonly member: string; readonly cause: string }[];
  readonly sealed: {
    readonly by: Machine;
    readonly round: number;
    readonly seal: string;
    open(): CheckedRecord;
  }[];
}

function trade(scene: Scene): CheckedRecord {
  const { world, chance, people, epoch, market } = scene;
  const by = chance.one(people);
  const others = market.causes.filter(({ member }) => member !== by.member.hex);
  const due = market.sealed.findIndex(({ round }) => round === Math.floor((epoch - 1) / 10));
  const choice = chance.next();
  if (others.length < 2 || choice < 0.15) {
    const tags = chance.one([[], [], ['health']]);
    const made = cause(world, by, { tags, deadline: epoch + chance.whole(10, 90) });
    market.causes.push({ member: by.member.hex, cause: idOf(made) });
    return made;
  }
  const [first] = due < 0 || choice >= 0.9 || epoch % 10 !== 0 ? [] : market.sealed.splice(due, 1);
  if (first !== undefined) {
    if (choice < 0.17) return write(world, first.by, 'withdrawal', { offer: first.seal });
    return first.open();
  }
  if (choice < 0.25) {
    const about = { cause: chance.one(others).cause, note: '', seen: BigInt(chance.whole(-9, 9)) };
    return write(world, by, 'attestation', about);
  }
  const one = chance.one(others);
  const wanted = [one, ...others.filter(({ member }) => member !== one.member).slice(-1)];
  const change = wanted.length < 2 || chance.next() < 0.1 ? {} : { wants: wantsOf(...wanted) };
  const quantity = BigInt(chance.whole(1, 20_000_000));
  const round = Math.floor(epoch / 10) + chance.whole(0, 1);
  const offer = offerOf(by, { quantity, ...change, ...movedOn(scene, by) });
  const { seal, open } = sealed(world, by, offer, { round });
  market.sealed.push({ by, round, seal: idOf(seal), open });
  return seal;
}

/** Of stake in others, where they hold some: all that they have of one under one cause. */
function movedOn({ chance, state }: Scene, by: Machine): Partial<Offer> {
  const held = [...(state.market.lots.get(by.member.hex) ?? [])].flatMap(([give, byCause]) =>
    Array.from(byCause, ([giveCause, quantity]) => ({ give, giveCause, quantity })),
  );
  return held.length > 1 && chance.next() < 0.5 ? chance.one(held) : {};
}

/** One machine works for another, and both sign the next counter of that hour. */
function work({ world, chance, people, series, truth, epoch }: Scene): CheckedRecord {
  const supplier = chance.one(people);
  const others = people.filter(({ member }) => member.hex !== supplier.member.hex);
  const consumer = chance.one(others);
  const currency = chance.next() < 0.8 ? 0 : 1;
  const cause = chance.next() < 0.7 ? zeros : madeBytes(32, 'cause');
  const place = [supplier.device.hex, consumer.device.hex, currency, cause[0], epoch].join();
  const known = series.get(place) ?? { sequence: 0, quantity: 0n };
  const added = BigInt(chance.whole(0, 9_000_000));
  known.sequence += 1;
  known.quantity += added;
  series.set(place, known);
  truth.push({ supplier, consumer, currency, quantity: added });
  return counter(world, supplier, consumer, { epoch, currency, cause, ...known });
}
