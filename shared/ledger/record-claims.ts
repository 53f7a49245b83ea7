/** What a record may say at all, before anybody knows who is who: ranges, orders, and no contradiction in itself. */
import { bytesToHex, sameBytes } from '../base/bytes.ts';
import { printable } from '../base/printable.ts';
import { unreachable } from '../base/assert.ts';
import { isOfOnePlace } from '../consensus/check-message.ts';
import { decodeMessage, saysTheSame } from '../consensus/messages.ts';
import { committeeSizes } from './genesis.ts';
import { decodeInvitationBody } from './invitation.ts';
import { marketClaimFault } from './market-claims.ts';
import { mayBeName } from './record-lines.ts';
import { currencies, quantityMax } from './record.ts';
import { supplyClaimFault } from './release-claims.ts';
import { workClaimFault } from './work-claims.ts';
import type {
  Authored,
  CounterBody,
  EvidenceBody,
  MemberBody,
  RecordBody,
  VoteBody,
} from './record.ts';

const zeros = new Uint8Array(32);

/** What is wrong with it, in one sentence, or null. */
export function claimFault(record: RecordBody, community: Uint8Array): string | null {
  if (record.kind === 'counter') return counterFault(record.body);
  return chainFault(record.body) ?? authoredFault(record, community);
}

function chainFault({ number, previous }: Authored): string | null {
  if (number < 1) return 'The numbers of records count from 1.';
  return (number === 1) === sameBytes(previous, zeros)
    ? null
    : 'Exactly the first record of a machine has none before it.';
}

function authoredFault(
  record: Exclude<RecordBody, { readonly kind: 'counter' }>,
  community: Uint8Array,
): string | null {
  switch (record.kind) {
    case 'member':
      return memberFault(record.body, community);
    case 'device':
      return mayBeName(record.body.label) ? null : 'The machine has no name that can be shown.';
    case 'sponsor': {
      const { quantity } = record.body;
      return quantity >= 1n && quantity <= quantityMax ? null : 'The line is out of range.';
    }
    case 'vote':
      return voteFault(record.body);
    case 'evidence':
      return evidenceFault(record.body);
    case 'cause':
    case 'attestation':
    case 'opening':
      return marketClaimFault(record);
    case 'task':
    case 'estimate':
    case 'reveal':
    case 'take':
    case 'step':
    case 'verdict':
      return workClaimFault(record);
    case 'release':
    case 'hours_offer':
      return supplyClaimFault(record);
    case 'retire':
    case 'leave':
    case 'seal':
    case 'withdrawal':
      return null;
    default:
      return unreachable(record);
  }
}

/** A name of the record as it stands on a page: by the tables of this runtime. */
export function shownName(name: string): string {
  return printable(name) || '?';
}

/** Whether somebody here may choose a name: it can also be seen as it is, by the tables of this runtime. */
export function isName(name: string): boolean {
  return mayBeName(name) && printable(name) === name;
}

function memberFault({ name, invitation }: MemberBody, community: Uint8Array): string | null {
  if (!mayBeName(name)) return 'The member has no name that can be shown.';
  const body = decodeInvitationBody(invitation);
  if (body === null) return 'The invitation cannot be read.';
  return sameBytes(body.community, community) ? null : 'The invitation leads to another community.';
}

function voteFault({ committee }: VoteBody): string | null {
  if (!committeeSizes.some((size) => size === committee.length)) {
    return 'A committee has 1, 4 or 7 witnesses.';
  }
  return isAscending(committee) ? null : 'The witnesses are not in the order of their keys.';
}

/** Ascending and without repetition, by bytes. */
function isAscending(keys: readonly Uint8Array[]): boolean {
  const texts = keys.map(bytesToHex);
  return texts.every((text, index) => index === 0 || (texts[index - 1] ?? '') < text);
}

function evidenceFault({ first, second }: EvidenceBody): string | null {
  const votes = [decodeMessage(first), decodeMessage(second)] as const;
  if (votes[0] === null || votes[1] === null) return 'The evidence holds no two votes.';
  if (!isOfOnePlace(votes[0], votes[1])) return 'The two votes are not about the same question.';
  if (saysTheSame(votes[0], votes[1])) return 'The two votes say the same.';
  return isAscending([first, second]) ? null : 'The two votes are not in order.';
}

function counterFault(body: CounterBody): string | null {
  if (sameBytes(body.supplier, body.consumer)) return 'Nobody can give hours to themselves.';
  if (body.currency >= currencies.length) return 'There is no such currency.';
  if (body.sequence < 1 || body.count < 1) return 'Counters and their receipts count from 1.';
  return body.quantity <= quantityMax ? null : 'The quantity is out of range.';
}
