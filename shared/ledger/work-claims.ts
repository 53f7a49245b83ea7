/** What records about tasks may say at all, before anybody knows who is who (rules R5). */
import { bytesToHex, textToBytes } from '../base/bytes.ts';
import { unreachable } from '../base/assert.ts';
import { estimateLadder, estimateRounds, isOnLadder } from '../economy/estimates.ts';
import { taskLimits } from '../work/work-state.ts';
import type { Answer, Delivery, TaskText } from '../work/work-state.ts';
import { sealOfAnswer } from './estimate-seal.ts';
import type { Hash } from './merkle.ts';
import { mayBeLine, mayBeText } from './record-lines.ts';
import type { RecordBody, WorkRecord } from './record.ts';

/** What is wrong with it, in one sentence, or null. */
export function workClaimFault(record: WorkRecord): string | null {
  switch (record.kind) {
    case 'task':
      return taskFault(record.body);
    case 'estimate': {
      const { round, said } = record.body;
      if (!isRound(round)) return noRound;
      return isNoteFit(said) && (round > 1 || said === '') ? null : reasonUnfit;
    }
    case 'reveal':
      return isRound(record.body.round) ? answerFault(record.body.answer) : noRound;
    case 'take':
      return isPrice(record.body.price) ? null : 'The price is out of range.';
    case 'step':
      return stepFault(record.body);
    case 'verdict': {
      const { says, note } = record.body;
      if (!isNoteFit(note)) return 'The note cannot be shown.';
      return says === 'changes' && note === '' ? 'Say what is to be changed.' : null;
    }
    default:
      return unreachable(record);
  }
}

/** Whether what is revealed has this seal; only who has the hash can say. */
export function answerSealFault(
  record: RecordBody,
  community: Uint8Array,
  hash: Hash,
): string | null {
  if (record.kind !== 'reveal') return null;
  const made = bytesToHex(sealOfAnswer({ community, ...record.body }, hash));
  return made === record.body.seal
    ? null
    : 'The estimate that is revealed is not what its seal was made of.';
}

const tagForm = /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/;

/** What is wrong with what somebody asks for, in one sentence, or null. */
export function taskFault({ title, done, skills, most, takers }: TaskText): string | null {
  if (!mayBeLine(title, taskLimits.title)) {
    return `The title of a task is one line of at most ${taskLimits.title} characters.`;
  }
  if (!mayBeText(done, taskLimits.done) || textToBytes(done).byteLength > taskLimits.doneBytes) {
    return `What done looks like takes 1 to ${taskLimits.done} characters, fewer in some scripts.`;
  }
  const isOrdered = skills.every((skill, index) => (skills[index - 1] ?? '') < skill);
  const areSkills = isOrdered && skills.every((skill) => tagForm.test(skill));
  if (!areSkills || skills.length > taskLimits.skills) {
    return `Skills are at most ${taskLimits.skills} short words in the order of the alphabet.`;
  }
  if (!takers.every((taker, index) => (takers[index - 1] ?? '') < taker)) {
    return 'Those who may take a task are named once each, in the order of their keys.';
  }
  return isOnLadder(most)
    ? null
    : `The most that a task may take is one of ${estimateLadder.join(', ')} man-hours: split what is larger.`;
}

const noRound = `There are ${estimateRounds} rounds of estimates.`;
const reasonUnfit = `A reason is one line of at most ${taskLimits.reason} characters.`;

function isRound(round: number): boolean {
  return round >= 1 && round <= estimateRounds;
}

/** From the first to the last step of the ladder. */
function isPrice(hours: number): boolean {
  return Number.isSafeInteger(hours) && hours >= estimateLadder[0] && hours <= estimateLadder[8];
}

/**
 * What is wrong with an answer whatever the round. The record takes any whole number up to the end of the ladder: in
 * the first round its steps alone count, and then people who have read each other's reasons come closer than that.
 */
export function answerFault({ hours, reason }: Answer): string | null {
  if (typeof hours === 'number' && !isPrice(hours)) {
    return `An estimate is a step of the ladder from ${estimateLadder[0]} to ${estimateLadder[8]} man-hours: split what is larger.`;
  }
  return isNoteFit(reason) ? null : reasonUnfit;
}

const linkForm = /^(?:https?|commonhours):\/\/[!-~]+$/;

function stepFault({ says, ...delivery }: Delivery & { readonly says: string }): string | null {
  if (says === 'delivered') return deliveryFault(delivery);
  const { link, note, actual } = delivery;
  const isBare = link === '' && note === '' && actual === 0;
  return isBare ? null : 'Only a delivery says where it is and what it took.';
}

/** What is wrong with what is delivered. */
export function deliveryFault({ link, note, actual }: Delivery): string | null {
  if (link === '' && note === '') return 'A delivery says where it is, by a link or in words.';
  if (link !== '' && (link.length > taskLimits.link || !linkForm.test(link))) {
    return 'A link begins with https://, http:// or commonhours:// and holds no spaces.';
  }
  if (!isNoteFit(note)) return 'The note cannot be shown.';
  return actual >= 1 && actual <= taskLimits.actual ? null : 'What it really took is out of range.';
}

function isNoteFit(note: string): boolean {
  return note === '' || mayBeLine(note, taskLimits.reason);
}
