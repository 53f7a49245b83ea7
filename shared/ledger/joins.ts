/**
 * Who is new in an epoch: machines whose first record names an invitation, or a member whom they belong to. The
 * inviter may join in the same epoch, so the candidates are gone through in the order of their ids, and those who
 * found their inviter or member missing again once that one was let in. Whoever is not let in changes nothing for
 * the others, and nobody is looked at more than three times, however many invite each other.
 */
import { bytesToHex } from '../base/bytes.ts';
import { epochsOfDays } from '../economy/parameters.ts';
import type { Authored, Draft, Named } from './draft.ts';
import { byCodeUnits, isPresent, setRefused, setWaiting } from './draft.ts';
import { decodeInvitationBody, isInvitationOpen } from './invitation.ts';
import type { InvitationBody } from './invitation.ts';
import type { BodyOf } from './record.ts';
import { devicesPerMemberMax } from './state.ts';
import type { RecordRefusal, RecordWait } from './verdict.ts';

/** Null lets it in; the others say why not, or why not yet. */
type Answer =
  | null
  | { readonly refused: RecordRefusal }
  | { readonly later: RecordWait }
  /** This member or machine may still join in this epoch. */
  | { readonly unless: RecordWait; readonly joins: string };

type Candidate = Named<Authored>;

/** Lets in whom it can of these first records, one for each machine that nobody knows. */
export function joinAll(draft: Draft, firsts: readonly Candidate[]): void {
  const tally = createTally(draft);
  const waiting = new Map<string, Candidate[]>();
  let round = [...firsts].sort(byId);
  while (round.length > 0) {
    const again: Candidate[] = [];
    for (const candidate of round) {
      const answer = answerTo(draft, candidate, tally);
      if (answer === null) {
        for (const key of letIn(draft, candidate, tally)) {
          again.push(...(waiting.get(key) ?? []));
          waiting.delete(key);
        }
      } else if ('refused' in answer) setRefused(draft, candidate, answer.refused);
      else if ('later' in answer) setWaiting(draft, candidate, answer.later);
      else {
        setWaiting(draft, candidate, answer.unless);
        const beside = waiting.get(answer.joins);
        if (beside === undefined) waiting.set(answer.joins, [candidate]);
        else beside.push(candidate);
      }
    }
    round = again.sort(byId);
  }
}

function byId(a: Candidate, b: Candidate): number {
  return byCodeUnits(a.id, b.id);
}

/** How many machines each member has named, and how many members it has invited within seven days. */
interface Tally {
  readonly devices: Map<string, number>;
  readonly invited: Map<string, number>;
}

function createTally({ before, epoch }: Draft): Tally {
  const devices = new Map<string, number>();
  for (const { member } of before.devices.values()) countUp(devices, member);
  const invited = new Map<string, number>();
  const since = epoch - epochsOfDays(before.parameters, 7);
  for (const { inviter, joinedEpoch } of before.members.values()) {
    if (inviter !== null && joinedEpoch > since) countUp(invited, inviter);
  }
  return { devices, invited };
}

function countUp(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function answerTo(draft: Draft, { record }: Named<Authored>, tally: Tally): Answer {
  if (record.kind === 'member') return answerToMember(draft, record.body, tally);
  if (record.kind === 'device') return answerToDevice(draft, record.body, tally);
  return { refused: 'first_record_must_join' };
}

function answerToDevice(draft: Draft, body: BodyOf<'device'>, { devices }: Tally): Answer {
  const key = bytesToHex(body.member);
  if (!draft.members.has(key)) return { unless: 'member_unknown', joins: key };
  if (!isPresent(draft, key)) return { refused: 'not_a_member' };
  if ((devices.get(key) ?? 0) >= devicesPerMemberMax) return { refused: 'too_many_devices' };
  return null;
}

function answerToMember(draft: Draft, body: BodyOf<'member'>, tally: Tally): Answer {
  const key = bytesToHex(body.member);
  const earlier = draft.members.get(key);
  if (earlier?.status === 'member') return { refused: 'already_a_member' };
  if (earlier?.status === 'expelled') return { refused: 'member_was_expelled' };
  if ((tally.devices.get(key) ?? 0) >= devicesPerMemberMax) return { refused: 'too_many_devices' };
  const invitation = decodeInvitationBody(body.invitation);
  if (invitation === null || !isInvitationOpen(invitation, draft.epoch)) {
    return { refused: 'invitation_expired' };
  }
  if (draft.invitations.has(bytesToHex(invitation.key))) return { refused: 'invitation_used' };
  return answerToInviter(draft, invitation, tally);
}

function answerToInviter(draft: Draft, invitation: InvitationBody, { invited }: Tally): Answer {
  const inviter = bytesToHex(invitation.inviter);
  const machine = bytesToHex(invitation.device);
  const device = draft.devices.get(machine);
  if (!draft.members.has(inviter)) return { unless: 'inviter_unknown', joins: inviter };
  if (!isPresent(draft, inviter)) return { refused: 'inviter_not_a_member' };
  if (device === undefined) return { unless: 'inviter_unknown', joins: machine };
  if (device.member !== inviter || device.status !== 'active') {
    return { refused: 'inviter_device_not_active' };
  }
  const most = draft.before.parameters.invitationsPerWeek;
  return (invited.get(inviter) ?? 0) < most ? null : { later: 'inviter_over_quota' };
}

/** Answers who is known now: the machine and, where it brought one, the member. */
function letIn(draft: Draft, { record }: Candidate, tally: Tally): readonly string[] {
  if (record.kind !== 'member' && record.kind !== 'device') return [];
  const machine = bytesToHex(record.body.author);
  const key = bytesToHex(record.body.member);
  const label = record.kind === 'member' ? record.body.name : record.body.label;
  countUp(tally.devices, key);
  draft.devices.set(machine, {
    member: key,
    label,
    joinedEpoch: draft.epoch,
    status: 'active',
    endedEpoch: null,
    lastNumber: 0,
    recentIds: [],
  });
  if (record.kind !== 'member') return [machine];
  const invitation = decodeInvitationBody(record.body.invitation);
  if (invitation === null) return [machine];
  const inviter = bytesToHex(invitation.inviter);
  countUp(tally.invited, inviter);
  draft.invitations.set(bytesToHex(invitation.key), invitation.expiresEpoch);
  draft.members.set(key, {
    name: record.body.name,
    joinedEpoch: draft.epoch,
    inviter,
    status: 'member',
    endedEpoch: null,
    delta: 0n,
    voice: null,
  });
  draft.joined.push(key);
  return [machine, key];
}
