/**
 * The chains of the machines that write records. Each counts from 1 without gaps, and each record names the one
 * before it. Two records of one number are a fork: both are void, nothing that comes after them counts, and
 * the machine's member is expelled when the epoch ends.
 */
import { bytesToHex } from '../base/bytes.ts';
import type { Authored, Draft, Named } from './draft.ts';
import { byCodeUnits, isPresent, setApplied, setRefused, setVoid, setWaiting } from './draft.ts';
import { joinAll } from './joins.ts';
import { recentIdsMax } from './state.ts';
import type { Device } from './state.ts';

/** Records of one machine that are taken in within one epoch. */
export const authoredPerEpochMax = 32;

/**
 * Lets in who joins and takes up each machine's records as far as they go. What is answered takes its place in the
 * chain, by author and number; each is applied until something is found that keeps it from having an effect.
 */
export function followChains(
  draft: Draft,
  records: readonly Named<Authored>[],
): readonly Named<Authored>[] {
  const byAuthor = Map.groupBy(records, ({ record }) => bytesToHex(record.body.author));
  const chains = [...byAuthor].sort(([a], [b]) => byCodeUnits(a, b));
  for (const [, chain] of chains) chain.sort(byNumber);
  joinAll(draft, firstsOf(draft, chains));
  return chains.flatMap(([author, chain]) => followChain(draft, author, chain));
}

function byNumber(a: Named<Authored>, b: Named<Authored>): number {
  return a.record.body.number - b.record.body.number || byCodeUnits(a.id, b.id);
}

type Chain = readonly [string, readonly Named<Authored>[]];

/** The first records of machines that nobody knows. One that wrote two of them has joined with neither. */
function firstsOf(draft: Draft, chains: readonly Chain[]): readonly Named<Authored>[] {
  return chains.flatMap(([author, chain]) => {
    if (draft.devices.has(author)) return [];
    const firsts = chain.filter(({ record }) => record.body.number === 1);
    if (firsts.length === 1) return firsts;
    for (const first of firsts) setRefused(draft, first, 'forked_before_joining');
    return [];
  });
}

function followChain(
  draft: Draft,
  author: string,
  chain: readonly Named<Authored>[],
): readonly Named<Authored>[] {
  const device = draft.devices.get(author);
  const { verdicts } = draft;
  if (device === undefined) {
    for (const each of chain) if (!verdicts.has(each.id)) setWaiting(draft, each, 'author_unknown');
    return [];
  }
  const isActive = device.status === 'active';
  if (!isActive || !isPresent(draft, device.member)) {
    const name = isActive ? 'not_a_member' : 'device_not_active';
    for (const each of chain) setRefused(draft, each, name);
    return [];
  }
  const forkedAt = markForks(draft, device, chain);
  if (forkedAt < Infinity) draft.forked.add(author);
  const rest = chain.filter(({ id, record }) => {
    const isAfter = record.body.number > device.lastNumber;
    return isAfter && verdicts.get(id)?.verdict !== 'void';
  });
  const taken = takeUp(draft, device, { rest, forkedAt });
  draft.devices.set(author, {
    ...device,
    lastNumber: device.lastNumber + taken.length,
    recentIds: [...device.recentIds, ...taken.map(({ id }) => id)].slice(-recentIdsMax),
  });
  return taken;
}

/** Judges what is not new, voids whatever has a twin, and answers the lowest number of those. */
function markForks(draft: Draft, device: Device, chain: readonly Named<Authored>[]): number {
  const { lastNumber, recentIds } = device;
  const counts = new Map<number, number>();
  for (const { record } of chain) {
    counts.set(record.body.number, (counts.get(record.body.number) ?? 0) + 1);
  }
  let forkedAt = Infinity;
  for (const each of chain) {
    const { number } = each.record.body;
    const certified = recentIds[recentIds.length - 1 - (lastNumber - number)];
    if (number <= lastNumber && certified === undefined) {
      setRefused(draft, each, 'number_too_old');
    } else if (number <= lastNumber && certified === each.id) {
      setRefused(draft, each, 'already_certified');
    } else if (number <= lastNumber || (counts.get(number) ?? 0) > 1) {
      setVoid(draft, each);
      forkedAt = Math.min(forkedAt, number);
    }
  }
  return forkedAt;
}

/** Follows what is left from where the chain ends, as far as it is whole. */
function takeUp(
  draft: Draft,
  device: Device,
  { rest, forkedAt }: { readonly rest: readonly Named<Authored>[]; readonly forkedAt: number },
): readonly Named<Authored>[] {
  const taken: Named<Authored>[] = [];
  let last = device.recentIds.at(-1) ?? '0'.repeat(64);
  for (const each of rest) {
    const { number, previous } = each.record.body;
    if (number > forkedAt) setRefused(draft, each, 'device_not_active');
    else if (number !== device.lastNumber + taken.length + 1) {
      setWaiting(draft, each, 'predecessor_missing');
    } else if (bytesToHex(previous) !== last) setRefused(draft, each, 'wrong_predecessor');
    else if (taken.length === authoredPerEpochMax) {
      setWaiting(draft, each, 'too_many_of_one_author');
    } else {
      setApplied(draft, each);
      taken.push(each);
      last = each.id;
    }
  }
  return taken;
}
