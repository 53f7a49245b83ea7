/** What a record may say at all, before anybody knows who is who: ranges, orders, and no contradiction in itself. */
import { bytesToHex, sameBytes } from '../base/bytes.ts';
import { printable } from '../base/printable.ts';
import { unreachable } from '../base/assert.ts';
import { isOfOnePlace } from '../consensus/check-message.ts';
import { decodeMessage, saysTheSame } from '../consensus/messages.ts';
import { committeeSizes } from './genesis.ts';
import { decodeInvitationBody } from './invitation.ts';
import { currencies, quantityMax } from './record.ts';
import type {
  Authored,
  CounterBody,
  EvidenceBody,
  MemberBody,
  RecordBody,
  VoteBody,
} from './record.ts';

/** Of people and machines, in UTF-16 units. */
export const nameLengthMax = 40;

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
    case 'retire':
    case 'leave':
      return null;
    default:
      return unreachable(record);
  }
}

/**
 * What hides, turns or breaks a line, by number: controls, spaces but the common one, marks of direction, what is
 * invisible by design, and what has a private meaning at most. Each pair is the first and the last of a range.
 */
const unfit = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
] as const;

/**
 * Whether the record may hold a name. Decided by fixed numbers: which characters are printable changes with the tables
 * of the runtime, and two machines must never disagree on what is a record. Whoever shows it takes `shownName`.
 */
export function mayBeName(name: string): boolean {
  if (name === '' || name.length > nameLengthMax || /^ | $| {2}/.test(name)) return false;
  return [...name].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return !unfit.some(([first, last]) => first <= code && code <= last);
  });
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
