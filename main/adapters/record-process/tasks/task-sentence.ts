/** Where a task stands and what comes next, in words for whoever looks at it. */
import { formatHours } from '../../../../shared/api/account-words.ts';
import { formatManHours } from '../../../../shared/api/task-words.ts';
import { capital, plural } from '../../../../shared/api/words.ts';
import { microsPerHour } from '../../../../shared/ledger/man-hours.ts';
import { mayTake } from '../../../../shared/ledger/work-effects.ts';
import type { KnownTask } from './known-tasks.ts';

export interface Looking {
  readonly task: KnownTask;
  readonly me: string;
  readonly phase: 'sealing' | 'revealing' | null;
  readonly isOverdue: boolean;
  /** What the asker has and may borrow now, in micro-hours. */
  readonly askersMeans: bigint;
  readonly nameOf: (member: string) => string;
}

export function sentenceOf(looking: Looking): string {
  return `${stateSentence(looking)}${meansSentence(looking)}`;
}

/**
 * Whoever does the work hears beforehand that it could not be accepted now: nobody may owe beyond their line. Those who
 * say what it is worth do not hear it, because that has no part in the price.
 */
function meansSentence(looking: Looking): string {
  const { task, me, askersMeans } = looking;
  const hours = BigInt(task.price ?? task.most) * microsPerHour;
  const isForMe = task.state !== 'estimating' || task.asker === me;
  const isAhead = ['estimating', 'open', 'taken', 'delivered'].includes(task.state);
  if (!isForMe || !isAhead || hours <= askersMeans) return '';
  const means = formatHours(askersMeans > 0n ? askersMeans : 0n, 'man');
  const [are, them] = task.asker === me ? ['have', 'you have'] : ['has', 'there is'];
  const who = capital(nameOrYou(looking, task.asker));
  return ` ${who} ${are} and may borrow ${means} now: it can be accepted once ${them} enough.`;
}

function stateSentence(looking: Looking): string {
  const { task } = looking;
  if (task.isWaiting) return 'It stands on the record with the next certificate.';
  switch (task.state) {
    case 'estimating':
      return estimatingSentence(looking);
    case 'open':
      return openSentence(looking);
    case 'taken':
      return takenSentence(looking);
    case 'delivered':
      return looking.task.asker === looking.me
        ? 'Look at it: accept it, or say what you want changed.'
        : `${capital(nameOrYou(looking, task.asker))} can accept it, or ask for changes.`;
    case 'accepted':
      return acceptedSentence(looking);
    case 'withdrawn':
      return 'It was taken back, or nobody took it before it was due. Nothing is owed.';
    case 'rejected':
      return rejectedSentence(task);
  }
}

function estimatingSentence({ task, me, phase }: Looking): string {
  const { panel, seals, answers, round } = task;
  if (phase === null) return 'With the next certificate a panel is drawn to say what it is worth.';
  if (phase === 'revealing') {
    return `Answers of round ${round} are being revealed: ${answers.size} of ${seals.size} are known.`;
  }
  const said = `${seals.size} of ${plural(panel.length, 'person', 'people')} have answered`;
  const hidden = 'answers are hidden until all have, or until the time is up.';
  if (!panel.includes(me)) return `${capital(said)}; ${hidden}`;
  return seals.has(me)
    ? `You have answered, and can change it. ${capital(said)}; ${hidden}`
    : `You are asked what it is worth. ${capital(said)}; ${hidden}`;
}

function openSentence(looking: Looking): string {
  const { task, me } = looking;
  const { price, isEstimated, rounds, asker, panel } = task;
  const hours = formatManHours(price ?? task.most);
  const how = !isEstimated
    ? `The price was set by whoever asked: ${hours}.`
    : rounds.length === 0
      ? `Too few people could estimate it, so the price is the most the asker would give: ${hours}.`
      : `The panel agreed on ${hours}.`;
  const next =
    asker === me || panel.includes(me) || !mayTake(task, me)
      ? `${whoMayTake(looking)} can take it.`
      : 'You can take it, unless you share much with who estimated it.';
  return `${how} ${next}`;
}

function whoMayTake({ task: { takers }, nameOf }: Looking): string {
  const [first, ...more] = takers;
  if (first === undefined) return 'Others';
  return more.length === 0 ? nameOf(first) : `${nameOf(first)} and ${more.length} more`;
}

function takenSentence(looking: Looking): string {
  const { task, me, isOverdue } = looking;
  const { changes, taker, step, asker } = task;
  const who = capital(nameOrYou(looking, taker));
  if (changes !== null) {
    return taker === me
      ? `${capital(nameOrYou(looking, asker))} asked for changes. Deliver it again.`
      : `${who} ${taker === me ? 'are' : 'is'} asked for changes.`;
  }
  if (step === 'stuck') return `${who} ${taker === me ? 'are' : 'is'} stuck. Talk with each other.`;
  if (isOverdue) return `It was due, and is not delivered. ${who} can still deliver it.`;
  if (step === 'needs_longer') return `${who} ${taker === me ? 'need' : 'needs'} longer.`;
  return taker === me ? 'You are doing it. Say how it goes, or deliver it.' : `${who} is doing it.`;
}

function acceptedSentence(looking: Looking): string {
  const { price, taker, asker } = looking.task;
  const hours = formatManHours(price ?? 0);
  return `Accepted: ${hours} from ${nameOrYou(looking, asker)} to ${nameOrYou(looking, taker)}.`;
}

function rejectedSentence({ rounds, most, panel }: KnownTask): string {
  const last = rounds.at(-1);
  const isAgreed = last !== undefined && last.near * 3 >= panel.length * 2;
  return isAgreed && last.median !== null && last.median > most
    ? `The panel agreed on ${formatManHours(last.median)}, more than the asker would give. Ask again with less in it, or for more.`
    : 'The panel did not agree. Say more clearly what done looks like, or ask for it in parts.';
}

function nameOrYou({ me, nameOf }: Looking, member: string | null): string {
  if (member === null) return 'somebody';
  return member === me ? 'you' : nameOf(member);
}
