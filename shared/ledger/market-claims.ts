/** What causes, attestations and offers may say at all, before anybody knows who is who (rules R10 and R15). */
import { bytesToHex } from '../base/bytes.ts';
import { noCause, offerRoundsMax, reasonLengthMax, statementLength } from '../stake/market.ts';
import type { Cause, Offer } from '../stake/market.ts';
import { causeLengths, noteLengthMax } from './market-fields.ts';
import { sealOf } from './offer-seal.ts';
import type { Hash } from './merkle.ts';
import { mayBeLine } from './record-lines.ts';
import { quantityMax } from './record.ts';
import type { BodyOf, RecordBody } from './record.ts';

type MarketRecord = Extract<RecordBody, { readonly kind: 'cause' | 'attestation' | 'opening' }>;

/** What is wrong with it, in one sentence, or null. */
export function marketClaimFault(record: MarketRecord): string | null {
  switch (record.kind) {
    case 'cause':
      return causeFault(record.body);
    case 'attestation': {
      const { seen, note } = record.body;
      if (!isInRange(seen)) return 'What was seen is out of range.';
      return isNoteFit(note, noteLengthMax) ? null : 'The note cannot be shown.';
    }
    case 'opening':
      return offerFormFault(record.body);
  }
}

/** Whether an opening's seal is made of what it opens; only who has the hash can say. */
export function sealFault(record: RecordBody, community: Uint8Array, hash: Hash): string | null {
  if (record.kind !== 'opening') return null;
  const { member, salt, offer, seal } = record.body;
  const made = bytesToHex(sealOf({ community, salt, offer, member }, hash));
  return made === seal ? null : 'What was opened is not what its seal was made of.';
}

const tagForm = /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/;

/** What is wrong with the words and numbers of a cause. */
export function causeFault(cause: Cause): string | null {
  const { statement, beneficiaries, metric, unit, baseline, target } = cause;
  if (statement.length < statementLength.least || !mayBeLine(statement, statementLength.most)) {
    return `What a cause is for takes ${statementLength.least} to ${statementLength.most} characters in one line.`;
  }
  const named = { beneficiaries, metric, unit };
  for (const name of ['beneficiaries', 'metric', 'unit'] as const) {
    if (!mayBeLine(named[name], causeLengths[name])) {
      return 'A cause says in one line each whom it is for, what is measured and in which unit.';
    }
  }
  if (!isInRange(baseline) || !isInRange(target)) return 'The target is out of range.';
  const isBetter = cause.comparator === 'at_least' ? target > baseline : target < baseline;
  if (!isBetter) return 'A cause must be able to fail: its target is beyond where it begins.';
  if (
    cause.check === 'hours_given' ? cause.attestors !== 0 : ![3, 5, 7].includes(cause.attestors)
  ) {
    return 'A cause is seen by 3, 5 or 7 attestors, or counted by the record.';
  }
  if (cause.check === 'hours_given' && unit !== 'CPU-hours') {
    return 'Hours that were given are counted in CPU-hours.';
  }
  const isOrdered = cause.tags.every((tag, index) => (cause.tags[index - 1] ?? '') < tag);
  const areTags = isOrdered && cause.tags.every((tag) => tagForm.test(tag));
  return areTags ? null : 'Tags are short words in the order of the alphabet.';
}

function offerFormFault({ member, offer }: BodyOf<'opening'>): string | null {
  return offerFault(offer) ?? giveFault(member, offer);
}

/** Own stake has no cause, and stake in others always came under one. */
function giveFault(member: string, { give, giveCause }: Offer): string | null {
  return (give === member) === (giveCause === noCause)
    ? null
    : 'Stake in others is given with the cause under which it is held.';
}

const wholeWeight = 1_000_000;

/** What is wrong with the numbers and words of an offer. */
export function offerFault({ quantity, wants, reason, rounds }: Offer): string | null {
  if (quantity < 1n || quantity > quantityMax) return 'The quantity is out of range.';
  if (rounds < 1 || rounds > offerRoundsMax) {
    return `An offer takes part in 1 to ${offerRoundsMax} rounds.`;
  }
  if (!isNoteFit(reason, reasonLengthMax)) return 'The reason cannot be shown.';
  const named = wants.map((want) =>
    want.kind === 'tag' ? want.tag : `${want.member} ${want.cause}`,
  );
  if (new Set(named).size < named.length) return 'An offer asks for each only once.';
  if (!wants.every((want) => want.kind === 'member' || tagForm.test(want.tag))) {
    return 'Tags are short words.';
  }
  if (wants.some(({ weightPpm }) => weightPpm < 1)) return 'Whatever is asked for has a part.';
  const sum = wants.reduce((whole, { weightPpm }) => whole + weightPpm, 0);
  const isWhole = wants.length === 0 || sum === wholeWeight;
  return isWhole ? null : 'The parts of an offer add up to the whole.';
}

function isNoteFit(note: string, lengthMax: number): boolean {
  return note === '' || mayBeLine(note, lengthMax);
}

function isInRange(value: bigint): boolean {
  return value >= -quantityMax && value <= quantityMax;
}
