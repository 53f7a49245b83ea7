/**
 * Knows the truth, and compares: what was acknowledged, what every node has certified, and what the counters and the
 * tasks that were accepted say everybody's position must be. It computes with sums, and shares nothing with the fold.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import { checkRecord } from '../../../shared/ledger/check-record.ts';
import type { CheckedRecord, CounterBody } from '../../../shared/ledger/record.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import { ledgerFault } from '../../../shared/ledger/invariants.ts';
import { encodeState, stateRootOf } from '../../../shared/ledger/snapshot.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import { checkRoundFile } from '../../../shared/stake/round-file.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { CertifiedValue } from '../../../main/engine/record/ports.ts';
import { createSeats } from './seats.ts';
import type { Seats } from './seats.ts';
import type { Keeper, RecordWorld } from './world.ts';

/** A record that a machine has promised to keep. */
export interface Acknowledged {
  readonly record: CheckedRecord;
  readonly by: Keeper;
  readonly atMs: number;
  /** Null for one whose loss would be nobody's: its author lies, or a disk was put back to before it. */
  isExcused: boolean;
}

export interface Auditor {
  acknowledged(record: CheckedRecord, by: Keeper): void;
  /** This machine's disk will be as it was at that moment. */
  putBack(keeper: Keeper, toMs: number): void;
  /** Looks at what everybody has certified; called often, so that nothing can be hidden by what comes later. */
  watch(): void;
  readonly seats: Seats;
  /** Acknowledged records that no machine has certified, and that nothing later stands in the place of. */
  missing(): readonly Acknowledged[];
  finish(): void;
}

export function createAuditor(world: RecordWorld): Auditor {
  const certified = new Map<number, { readonly value: string; readonly by: string }>();
  const seats = createSeats(world);
  const looked = new Map<Keeper, number>();
  const all: Acknowledged[] = [];

  function watch(): void {
    for (const keeper of world.keepers) {
      const from = Math.min(looked.get(keeper) ?? 0, keeper.disk.last);
      for (let height = from + 1; height <= keeper.disk.last; height++) {
        const kept = keeper.disk.heights.get(height);
        if (kept !== undefined) compare(height, kept, keeper.name);
      }
      looked.set(keeper, keeper.disk.last);
      const disagrees = keeper.node?.view().disagrees ?? null;
      if (disagrees !== null) world.faults.push(`${keeper.name} disagrees at ${disagrees.height}`);
    }
    seats.watch();
  }

  function compare(height: number, kept: Omit<CertifiedValue, 'height'>, by: string): void {
    const value = bytesToHex(kept.value);
    const known = certified.get(height);
    if (known === undefined) {
      certified.set(height, { value, by });
      expectSound(world, by, height);
      seats.certified(height, kept.value, kept.certificate);
    } else if (known.value !== value) {
      world.faults.push(`${by} and ${known.by} hold different values at height ${height}`);
    }
  }

  function missing(): readonly Acknowledged[] {
    const settled = settledBy(world);
    return all.filter(
      ({ record, by, isExcused }) =>
        !isExcused &&
        !by.isFaulty &&
        !namesSomebodyGone(world, record) &&
        !settled.ids.has(bytesToHex(record.id)) &&
        !(record.kind === 'counter' && isSuperseded(settled.counters, record.body)),
    );
  }

  return {
    seats,
    acknowledged(record, by) {
      all.push({ record, by, atMs: world.time.now(), isExcused: by.lie !== null });
    },
    putBack(keeper, toMs) {
      for (const each of all) if (each.by === keeper && each.atMs >= toMs) each.isExcused = true;
    },
    watch,
    missing,
    finish() {
      watch();
      for (const { record, by } of missing()) {
        const id = bytesToHex(record.id);
        const refused = by.disk.refused.get(id);
        const where = by.disk.pool.has(id) ? 'waits' : (refused ?? 'is nowhere');
        world.faults.push(`a ${record.kind} that ${by.name} acknowledged is lost: ${where} there`);
      }
      for (const keeper of world.keepers) checkRoot(world, keeper);
      checkBooks(world);
      checkRounds(world);
    },
  };
}

/** Whoever stands at this height holds what is true of every state, the laws of stake among it. */
function expectSound({ keepers, faults }: RecordWorld, by: string, height: number): void {
  const state = keepers.find(({ name }) => name === by)?.node?.state();
  if (state?.height !== height) return;
  const fault = ledgerFault(state);
  if (fault !== null) faults.push(`${by} at height ${height}: ${fault}`);
}

/** All who were there when a round closed keep one and the same file of it, which anybody can compute again. */
function checkRounds({ keepers, faults }: RecordWorld): void {
  const files = new Map<number, string>();
  for (const { name, disk } of keepers) {
    for (const [number, text] of disk.rounds) {
      const known = files.get(number);
      if (known === undefined) {
        files.set(number, text);
        const checked = checkRoundFile(text);
        if (!checked.ok) faults.push(`the file of round ${number}: ${checked.error.detail}`);
      } else if (known !== text) faults.push(`${name} keeps another file of round ${number}`);
    }
  }
}

/** What happened after a member was expelled counts for nothing, and nobody can be voted for whose machine is gone. */
function namesSomebodyGone(world: RecordWorld, record: CheckedRecord): boolean {
  const [judge] = world.keepers
    .filter(({ lie, node }) => lie === null && node !== null)
    .toSorted((a, b) => b.disk.last - a.disk.last);
  const state = judge?.node?.state();
  if (state === undefined) return false;
  return devicesIn(record).some((device) => {
    const member = state.devices.get(device)?.member ?? '';
    const isGone = state.members.get(member)?.status === 'expelled';
    return isGone || (record.kind === 'vote' && (world.keeperOf(device)?.renewals ?? 0) > 0);
  });
}

function devicesIn(record: CheckedRecord): readonly string[] {
  if (record.kind === 'vote') return record.body.committee.map(bytesToHex);
  if (record.kind !== 'counter') return [];
  return [record.body.supplier, record.body.consumer].map(bytesToHex);
}

interface Settled {
  readonly ids: ReadonlySet<string>;
  /** By `placeOf`: what stands now. */
  readonly counters: ReadonlyMap<string, Standing>;
}

interface Standing {
  readonly body: CounterBody | null;
  readonly isFrozen: boolean;
}

function settledBy({ ledger, archive }: RecordWorld): Settled {
  const ids = new Set<string>();
  const counters = new Map<string, Standing>();
  for (let height = 1; height <= archive.sets.size; height++) {
    const bodies: CounterBody[] = [];
    for (const id of archive.sets.get(height) ?? []) {
      const hex = bytesToHex(id);
      if (ids.has(hex)) throw new Error(`record ${hex} was certified twice`);
      ids.add(hex);
      const bytes = archive.bytes.get(hex) ?? new Uint8Array();
      const checked = checkRecord(bytes, ledger.genesis.community, cryptography);
      if (!checked.ok) throw new Error(`record ${hex} was certified and is none`);
      if (checked.value.kind === 'counter') bodies.push(checked.value.body);
    }
    for (const [place, group] of Map.groupBy(bodies, placeOf)) {
      counters.set(place, after(counters.get(place) ?? { body: null, isFrozen: false }, group));
    }
  }
  return { ids, counters };
}

function after(before: Standing, group: readonly CounterBody[]): Standing {
  const sequences = [...group, ...(before.body === null ? [] : [before.body])].map(
    ({ sequence }) => sequence,
  );
  const hasTwins = new Set(sequences).size < sequences.length;
  if (before.isFrozen || hasTwins) return { ...before, isFrozen: true };
  const [last = null] = group.toSorted((a, b) => b.sequence - a.sequence);
  return { body: last, isFrozen: false };
}

function placeOf({ supplier, consumer, currency, cause, epoch }: CounterBody): string {
  return [...[supplier, consumer, cause].map(bytesToHex), currency, epoch].join(' ');
}

function isSuperseded(counters: Settled['counters'], body: CounterBody): boolean {
  const standing = counters.get(placeOf(body));
  if (standing === undefined) return false;
  return standing.isFrozen || (standing.body?.sequence ?? 0) > body.sequence;
}

/** Everybody's position is what the counters say, and promises and balances are two sides of one thing. */
function checkBooks(world: RecordWorld): void {
  const holder = world.keepers.find(
    ({ lie, disk, node }) => lie === null && node !== null && disk.last === world.archive.sets.size,
  );
  const state = holder?.node?.state();
  if (state === undefined) {
    world.faults.push('nobody honest has come to the last height');
    return;
  }
  const { counters } = settledBy(world);
  for (const currency of [0, 1] as const) {
    const flows = new Map<string, bigint>();
    const add = (device: Uint8Array, quantity: bigint) => {
      const member = state.devices.get(bytesToHex(device))?.member ?? '';
      flows.set(member, (flows.get(member) ?? 0n) + quantity);
    };
    for (const { body } of counters.values()) {
      if (body?.currency !== currency) continue;
      add(body.supplier, body.quantity);
      add(body.consumer, -body.quantity);
    }
    if (currency === 1) addAccepted(state, flows);
    compareNets(world, state, currency, flows);
  }
}

/** Tasks are paid for once, at their price. */
function addAccepted({ work }: LedgerState, flows: Map<string, bigint>): void {
  for (const { state, asker, taker, price } of work.tasks.values()) {
    if (state !== 'accepted' || taker === null || price === null) continue;
    const quantity = BigInt(price) * 1_000_000n;
    flows.set(taker, (flows.get(taker) ?? 0n) + quantity);
    flows.set(asker, (flows.get(asker) ?? 0n) - quantity);
  }
}

/** However it came to its state, by records or by a snapshot: it is the one that was certified. */
function checkRoot(world: RecordWorld, { name, node, disk }: Keeper): void {
  const kept = disk.heights.get(disk.last);
  const value = kept === undefined ? null : epochValueCodec.decode(kept.value);
  if (node === null || value === null) return;
  const root = stateRootOf(encodeState(node.state()), cryptography.hash);
  if (!sameBytes(root, value.stateRoot)) {
    world.faults.push(`${name} holds another state than was certified at height ${disk.last}`);
  }
}

function compareNets(
  world: RecordWorld,
  state: LedgerState,
  currency: 0 | 1,
  flows: ReadonlyMap<string, bigint>,
): void {
  const { members, owed } = state.books[currency].settled;
  const nets = new Map<string, bigint>();
  const add = (member: string, quantity: bigint) => {
    nets.set(member, (nets.get(member) ?? 0n) + quantity);
  };
  let [balances, promises] = [0n, 0n];
  for (const [member, { balance, promise }] of members) {
    add(member, balance - promise);
    balances += balance;
    promises += promise;
  }
  for (const { debtor, creditor, quantity } of owed) {
    add(creditor, quantity);
    add(debtor, -quantity);
  }
  if (balances !== promises) world.faults.push(`balances ${balances}, promises ${promises}`);
  // What stakes bring back moves hours between members besides: then only all of them together are known.
  const isKnown = world.ledger.genesis.parameters.dividendPpm === 0;
  const sum = [...nets.values()].reduce((all, net) => all + net, 0n);
  if (sum !== 0n) world.faults.push(`all positions together are ${sum}`);
  for (const member of isKnown ? new Set([...nets.keys(), ...flows.keys()]) : []) {
    const [net, flow] = [nets.get(member) ?? 0n, flows.get(member) ?? 0n];
    if (net !== flow) {
      world.faults.push(`${member} stands at ${net}, and its counters come to ${flow}`);
    }
  }
}
