/** The life of a job, under any events in any order; and the names of jobs and slices. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex, concatBytes } from '../../shared/base/bytes.ts';
import { jobId, sliceId } from '../../shared/jobs/identity.ts';
import type { JobContent } from '../../shared/jobs/identity.ts';
import { attemptOf, attemptsMax, hasEnded, newJob, next } from '../../shared/jobs/job.ts';
import type { JobEvent, JobProgress } from '../../shared/jobs/job.ts';
import { madeBytes } from '../support/made-receipts.ts';

const nowMs = fc.nat(1_000);
const workRate = fc.integer({ min: 1, max: 5 });
const reason = fc.constantFrom('for one', 'for another');
const id = (name: string) => bytesToHex(madeBytes(32, name));
const result = { hash: id('result'), bytes: 2 };

const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.record({
    type: fc.constant('asked' as const),
    attempt: fc.record({
      nonce: fc.constant(''),
      peer: fc.constantFrom(id('bob'), id('carol')),
      askedAtMs: nowMs,
    }),
    femtosecondsPerUnit: fc.option(workRate),
  }),
  fc.record({ type: fc.constant('rated' as const), femtosecondsPerUnit: workRate }),
  fc.record({
    type: fc.constant('taken' as const),
    ratingMilli: fc.integer({ min: 1, max: 20_000 }),
  }),
  fc.record({ type: fc.constant('declined' as const), reason, doubtsRate: fc.boolean() }),
  fc.record({
    type: fc.constantFrom('began' as const, 'peer_left' as const, 'cancel' as const),
    nowMs,
  }),
  fc.record({ type: fc.constantFrom('answer_came' as const, 'peer_back' as const) }),
  fc.record({ type: fc.constantFrom('peer_lost' as const, 'refused' as const), reason, nowMs }),
  fc.record({
    type: fc.constant('failed_there' as const),
    fault: fc.constantFrom('job' as const, 'machine' as const, 'rate' as const),
    reason,
    othersLend: fc.boolean(),
    nowMs,
  }),
  fc.record({ type: fc.constant('lost_here' as const), reason, nowMs }),
  fc.record({ type: fc.constant('nobody_else' as const), nowMs }),
  fc.record({
    type: fc.constant('accepted' as const),
    result: fc.constant(result),
    receipt: fc.constant(id('receipt')),
    cpuMicroseconds: fc.nat(),
    workCount: fc.nat(),
    cost: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    nowMs,
  }),
);

/** Any events; cancelling is rare, so that lives are long, and every attempt has a nonce of its own. */
const anyLife = fc.array(anyEvent, { minLength: 1, maxLength: 60, size: 'max' }).map((events) =>
  events
    .filter(({ type }, index) => type !== 'cancel' || index % 5 === 0)
    .map((event, index): JobEvent => {
      if (event.type !== 'asked') return event;
      return {
        ...event,
        attempt: { ...event.attempt, nonce: index.toString(16).padStart(32, '0') },
      };
    }),
);

interface Moment {
  readonly before: JobProgress;
  readonly event: JobEvent;
  readonly after: JobProgress;
  readonly effects: ReturnType<typeof next>['effects'];
}

function live(events: readonly JobEvent[]): readonly Moment[] {
  let before = newJob;
  return events.map((event) => {
    const { progress: after, effects } = next(before, event);
    const moment = { before, event, after, effects };
    before = after;
    return moment;
  });
}

function always(holds: (moment: Moment, past: readonly Moment[]) => void): void {
  fc.assert(
    fc.property(anyLife, (events) => {
      const moments = live(events);
      for (const [index, moment] of moments.entries()) holds(moment, moments.slice(0, index));
    }),
    { numRuns: 2_000 },
  );
}

test('nothing follows the end', () => {
  always(({ before, after, effects }) => {
    if (!hasEnded(before.state)) return;
    expect(after).toBe(before);
    expect(effects).toEqual([]);
  });
});

test('a job is done by an accepted answer that was being checked, and in no other way', () => {
  always(({ before, event, after }) => {
    const isAccepted = before.state.at === 'checking' && event.type === 'accepted';
    expect(after.state.at === 'done' && before.state.at !== 'done').toBe(isAccepted);
  });
});

test('attempts that were taken and came to nothing are counted one by one, and end the job at the last', () => {
  always(({ before, after }) => {
    expect(after.failedAttempts - before.failedAttempts).toBeOneOf([0, 1]);
    expect(after.failedAttempts).toBeLessThanOrEqual(attemptsMax);
    if (after.failedAttempts === attemptsMax) expect(after.state.at).toBe('failed');
    const wasTaken = ['sending', 'running', 'checking'].includes(before.state.at);
    if (after.failedAttempts > before.failedAttempts) expect(wasTaken).toBe(true);
  });
});

test('whoever was offered a job is told to stop when it ends there unfinished, unless they declined', () => {
  always(({ before, event, after, effects }) => {
    const attempt = attemptOf(before.state);
    if (attempt === null || attemptOf(after.state) !== null) return;
    const isOver = after.state.at === 'done' || event.type === 'declined';
    const stops = effects.filter((effect) => effect.do === 'tell_stop');
    expect(stops).toEqual(isOver ? [] : [{ do: 'tell_stop', attempt }]);
  });
});

test('a job fails by its own fault on the word of two, or of one while nobody else takes it', () => {
  always(({ before, event, after }) => {
    if (after.state.at !== 'failed' || before.state.at === 'failed') return;
    if (after.failedAttempts === attemptsMax || event.type === 'lost_here') return;
    if (event.type === 'nobody_else') {
      expect(before.state.at).toBe('waiting');
      expect(before.accused?.reason).toBe(after.state.reason);
      return;
    }
    expect(event).toMatchObject({ type: 'failed_there', fault: 'job' });
    if (event.type !== 'failed_there') return;
    if (before.accused === null) expect(event.othersLend).toBe(false);
    else expect(before.accused.peer).not.toBe(attemptOf(before.state)?.peer);
  });
});

test('there is one attempt at a time, and each is asked once, when it begins', () => {
  always(({ before, after, effects }) => {
    const [earlier, later] = [attemptOf(before.state), attemptOf(after.state)];
    if (earlier !== null && later !== null) expect(later).toEqual(earlier);
    const asks = effects.filter((effect) => effect.do === 'ask');
    expect(asks).toEqual(earlier === null && later !== null ? [{ do: 'ask', attempt: later }] : []);
  });
});

test('the work rate is told once for each attempt, and stays the same as long as the attempt lasts', () => {
  always(({ before, event, after, effects }, past) => {
    const attempt = attemptOf(before.state);
    const isSame = attempt !== null && attemptOf(after.state)?.nonce === attempt.nonce;
    if (isSame && before.femtosecondsPerUnit !== null) {
      expect(after.femtosecondsPerUnit).toBe(before.femtosecondsPerUnit);
    }
    const tells = effects.filter((effect) => effect.do === 'send_rate');
    if (tells.length === 0) return;
    expect(event.type).toBe('rated');
    expect(tells).toEqual([{ do: 'send_rate', attempt }]);
    const earlier = past.flatMap((moment) => moment.effects);
    expect(earlier).not.toContainEqual({ do: 'send_rate', attempt });
  });
});

test('a work rate is forgotten when it is doubted, and only then', () => {
  always(({ before, event, after }) => {
    const isDoubted = after.rateDoubts > before.rateDoubts;
    expect(after.rateDoubts - before.rateDoubts).toBeOneOf([0, 1]);
    if (isDoubted) {
      const isSaid =
        (event.type === 'declined' && event.doubtsRate) ||
        (event.type === 'failed_there' && event.fault === 'rate');
      expect(isSaid).toBe(true);
      expect(after.femtosecondsPerUnit).toBe(null);
    } else if (before.femtosecondsPerUnit !== null) {
      expect(after.femtosecondsPerUnit).toBe(before.femtosecondsPerUnit);
    }
  });
});

test('a job that nobody has any more is offered to somebody else, and says why', () => {
  always(({ before, after, effects }) => {
    if (attemptOf(before.state) === null || after.state.at !== 'waiting') return;
    expect(after.state.reason).not.toBe(null);
    expect(effects.at(-1)).toEqual({ do: 'look_for_peer' });
  });
});

/** The very bytes that are hashed: two contents that share them would share the id. */
const plain = (...parts: readonly Uint8Array[]) => concatBytes(...parts);
const fixed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const word = fc.string({ unit: fc.constantFrom('a', '\u0000', '\u0001', 'ä'), maxLength: 4 });
const content: fc.Arbitrary<JobContent> = fc.record({
  request: fc.constant(new Uint8Array(32)),
  consumer: fc.constant(new Uint8Array(32)),
  moduleHash: fc.constant(new Uint8Array(32)),
  inputHash: fixed,
  entry: word,
  args: fc.array(word, { maxLength: 4 }),
});

test('two jobs share an id only if they are the same in every field', () => {
  fc.assert(
    fc.property(content, content, (one, other) => {
      const isSame =
        JSON.stringify([one.entry, one.args]) === JSON.stringify([other.entry, other.args]);
      const twin = { ...other, inputHash: one.inputHash };
      expect(bytesToHex(jobId(one, plain)) === bytesToHex(jobId(twin, plain))).toBe(isSame);
    }),
    { numRuns: 5_000 },
  );
});

test('where a word ends makes another job', () => {
  const same = { request: madeBytes(32, 'request'), consumer: madeBytes(32, 'alice') };
  const rest = { ...same, moduleHash: madeBytes(32, 'module'), inputHash: madeBytes(32, 'input') };
  const ids = [
    { ...rest, entry: 'run', args: ['ab', 'c'] },
    { ...rest, entry: 'run', args: ['a', 'bc'] },
    { ...rest, entry: 'run', args: ['abc'] },
    { ...rest, entry: 'run', args: ['abc', ''] },
    { ...rest, entry: 'runa', args: ['bc'] },
    { ...rest, entry: 'run', args: [] },
  ].map((each) => bytesToHex(jobId(each, plain)));
  expect(new Set(ids).size).toBe(ids.length);
});

test('two slices share an id only if job, number and input are the same', () => {
  const index = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fixed, fixed, index, index, (job, input, one, other) => {
      const same = bytesToHex(sliceId(job, one, input, plain));
      expect(bytesToHex(sliceId(job, other, input, plain)) === same).toBe(one === other);
    }),
  );
});
