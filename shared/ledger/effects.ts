/**
 * What the records of the chains do, one by one in the order of their authors and numbers. Joining was done before.
 * A record that cannot do what it says still takes its number, or its author could write nothing any more.
 */
import { unreachable } from '../base/assert.ts';
import { bytesToHex } from '../base/bytes.ts';
import { transferableLine } from '../economy/lines.ts';
import type { Authored, Draft, Named } from './draft.ts';
import { isPresent, setWithoutEffect } from './draft.ts';
import { offerHours } from './hours-effects.ts';
import { attest, commit, makeCause, open, withdraw } from './market-effects.ts';
import type { BodyOf } from './record.ts';
import { publish } from './release-effects.ts';
import type { Books } from './state.ts';
import type { RecordFailure } from './verdict.ts';
import { applyWork } from './work-effects.ts';

/** Everything but sponsoring, which waits for what the epoch's settlement leaves of the lines. */
export function applyEffects(draft: Draft, records: readonly Named<Authored>[]): void {
  for (const each of records) {
    const failure = effectOf(draft, each.record, each.id);
    if (failure !== null) setWithoutEffect(draft, each, failure);
  }
}

function effectOf(draft: Draft, record: Authored, id: string): RecordFailure | null {
  const author = bytesToHex(record.body.author);
  const member = draft.devices.get(author)?.member ?? '';
  switch (record.kind) {
    case 'member':
      return record.body.number > 1 || draft.before.devices.has(author) ? 'already_joined' : null;
    case 'device':
      return rename(draft, author, record.body);
    case 'retire':
      return retire(draft, member, bytesToHex(record.body.device));
    case 'leave':
      if (bytesToHex(record.body.member) !== member) return 'not_their_own';
      draft.left.add(member);
      return null;
    case 'vote':
      return raiseVoice(draft, member, record.body.committee.map(bytesToHex));
    case 'evidence':
      return accuse(draft, bytesToHex(record.body.witness));
    case 'cause':
      return makeCause(draft, member, id, record.body);
    case 'attestation':
      return attest(draft, member, record.body);
    case 'seal':
      return commit(draft, member, id, record.body);
    case 'opening':
      return open(draft, member, record.body);
    case 'withdrawal':
      return withdraw(draft, member, record.body);
    case 'task':
    case 'estimate':
    case 'reveal':
    case 'take':
    case 'step':
    case 'verdict':
      return applyWork(draft, member, record, id);
    case 'release':
      return publish(draft, member, id, record.body);
    case 'hours_offer':
      return offerHours(draft, member, record.body);
    case 'sponsor':
      return null;
    default:
      return unreachable(record);
  }
}

function rename(draft: Draft, author: string, body: BodyOf<'device'>): RecordFailure | null {
  const device = draft.devices.get(author);
  if (device?.member !== bytesToHex(body.member)) return 'machine_of_another';
  draft.devices.set(author, { ...device, label: body.label });
  return null;
}

function retire(draft: Draft, member: string, key: string): RecordFailure | null {
  const device = draft.devices.get(key);
  if (device?.member !== member || device.status !== 'active') return 'no_such_machine';
  draft.retired.add(key);
  return null;
}

function raiseVoice(
  draft: Draft,
  member: string,
  committee: readonly string[],
): RecordFailure | null {
  const seats = new Set<string>();
  for (const key of committee) {
    const device = draft.devices.get(key);
    if (device?.status !== 'active' || !isPresent(draft, device.member)) {
      return 'committee_unknown';
    }
    seats.add(device.member);
  }
  const present = draft.members.get(member);
  if (seats.size < committee.length || present === undefined) return 'committee_unknown';
  draft.members.set(member, { ...present, voice: committee });
  return null;
}

function accuse(draft: Draft, witness: string): RecordFailure | null {
  const member = draft.devices.get(witness)?.member;
  if (member === undefined || !isPresent(draft, member)) return 'witness_unknown';
  draft.expelled.set(member, 'voted_twice');
  return null;
}

/**
 * Passes lines on, after the epoch was settled: of a delegated line, only what no promise stands against may go, or
 * the same line would be good for two promises.
 */
export function applySponsors(
  draft: Draft,
  records: readonly Named<Authored>[],
  books: readonly Books[],
): void {
  for (const each of records) {
    if (each.record.kind !== 'sponsor') continue;
    const failure = sponsor(draft, each.record.body, books);
    if (failure !== null) setWithoutEffect(draft, each, failure);
  }
}

function sponsor(
  { members, devices }: Draft,
  body: BodyOf<'sponsor'>,
  books: readonly Books[],
): RecordFailure | null {
  const [from, to] = [devices.get(bytesToHex(body.author))?.member ?? '', bytesToHex(body.member)];
  const [giver, taker] = [members.get(from), members.get(to)];
  if (from === to || giver === undefined || taker?.status !== 'member') return 'sponsored_nobody';
  const promises = books.map(({ settled }) => settled.members.get(from)?.promise ?? 0n);
  const most = promises.reduce((high, promise) => (promise > high ? promise : high), 0n);
  if (body.quantity > transferableLine(giver.delta, most)) return 'sponsored_too_much';
  members.set(from, { ...giver, delta: giver.delta - body.quantity });
  members.set(to, { ...taker, delta: taker.delta + body.quantity });
  return null;
}

/** Ends what was noted to end: machines, memberships, and with these their lines and voices. */
export function applyEnds({
  epoch,
  members,
  devices,
  retired,
  forked,
  left,
  expelled,
}: Draft): void {
  for (const key of forked) {
    const member = devices.get(key)?.member;
    if (member !== undefined) expelled.set(member, 'forked');
  }
  for (const [keys, status] of [
    [retired, 'retired'],
    [forked, 'forked'],
  ] as const) {
    for (const key of keys) {
      const device = devices.get(key);
      if (device !== undefined) devices.set(key, { ...device, status, endedEpoch: epoch });
    }
  }
  for (const [keys, status] of [
    [left, 'left'],
    [expelled.keys(), 'expelled'],
  ] as const) {
    for (const key of keys) {
      const member = members.get(key);
      if (member === undefined) continue;
      members.set(key, { ...member, status, endedEpoch: epoch, delta: 0n, voice: null });
    }
  }
}
