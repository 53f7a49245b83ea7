/**
 * The counters of an epoch. Of each pair of machines, currency, cause and epoch, the highest that says no less than
 * what is certified takes its place, and the difference flows. Two of one sequence number freeze what they are
 * about at what was certified before: both sides signed both, so none of them can show which is right.
 */
import type { Flow } from '../economy/settle.ts';
import type { Draft, Named } from './draft.ts';
import { byCodeUnits, setApplied, setRefused, setVoid, setWaiting } from './draft.ts';
import { currencies } from './record.ts';
import type { CheckedRecord } from './record.ts';
import { counterTextsOf } from './record-texts.ts';
import type { Counted, LedgerState } from './state.ts';
import type { RecordRefusal, RecordWait } from './verdict.ts';

type Counter = Extract<CheckedRecord, { readonly kind: 'counter' }>;

/** Counters of one supplying machine, by pair, currency, cause and epoch, that are taken in within one epoch. */
export const countersPerEpochMax = 4096;

/** What the counters came to. */
export interface Counting {
  readonly counters: LedgerState['counters'];
  /** In the order of `currencies`, between members. */
  readonly flows: readonly (readonly Flow[])[];
  /** What each counter says beyond what was certified: by epoch, then by its key. */
  readonly added: readonly Added[];
  readonly frozen: readonly { readonly supplier: string; readonly consumer: string }[];
}

/** What is new in a counter, between members. */
export interface Added {
  readonly supplier: string;
  readonly consumer: string;
  readonly currency: number;
  readonly cause: string;
  readonly epoch: number;
  readonly count: number;
  readonly quantity: bigint;
}

/** A counter with its keys as text, and the members behind its machines. */
interface Placed extends Named<Counter> {
  readonly key: string;
  readonly supplier: string;
  readonly consumer: string;
  readonly flow: Omit<Flow, 'quantity'>;
}

export function countAll(draft: Draft, records: readonly Named<Counter>[]): Counting {
  const placed = records.flatMap((each) => place(draft, each) ?? []);
  const byEpoch = Map.groupBy(placed, ({ record }) => record.body.epoch);
  const flows: Flow[][] = currencies.map(() => []);
  const added: Added[] = [];
  const frozen: { supplier: string; consumer: string }[] = [];
  const counters = new Map(draft.before.counters);
  const taken = new Map<string, number>();
  for (const [epoch, each] of [...byEpoch].sort(([a], [b]) => a - b)) {
    const bucket = new Map(counters.get(epoch));
    const groups = [...Map.groupBy(each, ({ key }) => key)];
    for (const [key, group] of groups.sort(([a], [b]) => byCodeUnits(a, b))) {
      const [first] = group;
      if (first === undefined) continue;
      const soFar = taken.get(first.supplier) ?? 0;
      taken.set(first.supplier, soFar + 1);
      const certified = bucket.get(key);
      const counted =
        soFar < countersPerEpochMax ? count(draft, group, certified) : putOff(draft, group);
      if (counted === null) continue;
      bucket.set(key, counted);
      if (counted.isFrozen) frozen.push({ supplier: first.supplier, consumer: first.consumer });
      const fresh = addedBy(first, counted, certified);
      const { quantity, currency } = fresh;
      if (quantity > 0n) flows[currency]?.push({ ...first.flow, quantity });
      if (quantity > 0n || fresh.count > 0) added.push(fresh);
    }
    if (bucket.size > 0) counters.set(epoch, bucket);
  }
  for (const epoch of counters.keys()) if (epoch < oldest(draft) + 1) counters.delete(epoch);
  return { counters, flows, added, frozen };
}

function addedBy({ key, flow, record }: Placed, now: Counted, before: Counted | undefined): Added {
  return {
    ...flow,
    currency: record.body.currency,
    cause: key.slice(2 * keyLength, 3 * keyLength),
    epoch: record.body.epoch,
    count: now.count - (before?.count ?? 0),
    quantity: now.quantity - (before?.quantity ?? 0n),
  };
}

const keyLength = 64;

/** The first epoch whose counters may still come. */
function oldest({ before, epoch }: Draft): number {
  return epoch - before.parameters.lateEpochs;
}

/** Null where it cannot count whatever else is there; the reason is noted. */
function place(draft: Draft, each: Named<Counter>): Placed | null {
  const { body } = each.record;
  const { supplier, consumer, key } = counterTextsOf(each.record);
  const [from, to] = [draft.devices.get(supplier), draft.devices.get(consumer)];
  const wait = (name: RecordWait) => {
    setWaiting(draft, each, name);
    return null;
  };
  const refused = (name: RecordRefusal) => {
    setRefused(draft, each, name);
    return null;
  };
  if (body.epoch < oldest(draft)) return refused('too_late');
  if (body.epoch > draft.epoch) return wait('epoch_not_closed');
  if (from === undefined || to === undefined) return wait('device_unknown');
  if (from.member === to.member) return refused('same_member');
  const hasEnded = (end: { readonly endedEpoch: number | null } | undefined) =>
    typeof end?.endedEpoch === 'number' && end.endedEpoch < body.epoch;
  if (hasEnded(draft.members.get(from.member)) || hasEnded(draft.members.get(to.member))) {
    return refused('member_had_ended');
  }
  if (hasEnded(from) || hasEnded(to)) return refused('device_had_ended');
  const flow = { supplier: from.member, consumer: to.member };
  return { ...each, key, supplier, consumer, flow };
}

function putOff(draft: Draft, group: readonly Placed[]): null {
  for (const each of group) setWaiting(draft, each, 'too_many_of_one_author');
  return null;
}

/** What takes the place of what is certified, or null where that stays; each is judged. */
function count(
  draft: Draft,
  group: readonly Placed[],
  certified: Counted | undefined,
): Counted | null {
  const fresh = freshOf(draft, group, certified);
  const twins = twinsOf(fresh, certified);
  if (twins.length > 0) {
    for (const each of fresh) setRefused(draft, each, 'pair_frozen');
    for (const each of twins.flat()) setVoid(draft, each);
    return { ...(certified ?? nothingCounted), isFrozen: true };
  }
  fresh.sort((a, b) => b.record.body.sequence - a.record.body.sequence);
  let next: Counted | null = null;
  for (const each of fresh) {
    const fault = next === null ? fallOf(each.record, certified) : 'superseded';
    if (fault !== null) setRefused(draft, each, fault);
    else {
      setApplied(draft, each);
      const { sequence, count: receipts, quantity } = each.record.body;
      next = { id: each.id, sequence, count: receipts, quantity, isFrozen: false };
    }
  }
  return next;
}

/** Those that share their sequence number with another, or with what is certified. */
function twinsOf(
  fresh: readonly Placed[],
  certified: Counted | undefined,
): readonly (readonly Placed[])[] {
  const isOfCertified = (each: Placed | undefined) =>
    each?.record.body.sequence === certified?.sequence;
  // Nearly always there is one.
  if (fresh.length === 1) return isOfCertified(fresh[0]) ? [fresh] : [];
  const bySequence = Map.groupBy(fresh, ({ record }) => record.body.sequence);
  return [...bySequence.values()].filter((same) => same.length > 1 || isOfCertified(same[0]));
}

const nothingCounted = { id: '0'.repeat(64), sequence: 0, count: 0, quantity: 0n };

/** Those that could take a place, or prove that there are two of one number. */
function freshOf(draft: Draft, group: readonly Placed[], certified: Counted | undefined): Placed[] {
  if (certified === undefined) return [...group];
  return group.filter((each) => {
    const { sequence } = each.record.body;
    const fault =
      each.id === certified.id
        ? 'already_certified'
        : certified.isFrozen
          ? 'pair_frozen'
          : sequence < certified.sequence
            ? 'superseded'
            : null;
    if (fault !== null) setRefused(draft, each, fault);
    return fault === null;
  });
}

function fallOf({ body }: Counter, certified: Counted | undefined): RecordRefusal | null {
  if (certified === undefined) return null;
  if (body.quantity < certified.quantity) return 'quantity_fell';
  return body.count < certified.count ? 'count_fell' : null;
}
