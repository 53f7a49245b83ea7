/** The life of an errand, under any events in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import {
  attemptOf,
  attemptsMax,
  errandHasEnded,
  newErrand,
  next,
} from '../../shared/jobs/errand.ts';
import type { ErrandEvent, ErrandProgress } from '../../shared/jobs/errand.ts';
import { madeBytes } from '../support/made-receipts.ts';

const nowMs = fc.nat(1_000);
const workRate = fc.integer({ min: 1, max: 5 });
const reason = fc.constantFrom('for one', 'for another');
const name = fc.constantFrom('one', 'another');
const id = (of: string) => bytesToHex(madeBytes(32, of));
const type = <const Type extends string>(...types: readonly Type[]) => fc.constantFrom(...types);
const answer = { hash: id('result'), bytes: 2, cpuMicroseconds: 3, workCount: 4, cost: 5n };
const proposal = { body: madeBytes(9, 'body'), signature: madeBytes(64, 'signature') };

const anyEvent: fc.Arbitrary<ErrandEvent> = fc.oneof(
  fc.record({
    type: type('asked'),
    attempt: fc.record({
      nonce: fc.constant(''),
      peer: fc.constantFrom(id('bob'), id('carol')),
      askedAtMs: nowMs,
    }),
    femtosecondsPerUnit: fc.option(workRate),
  }),
  fc.record({ type: type('rated'), femtosecondsPerUnit: workRate }),
  fc.record({
    ...{ type: type('taken'), needsModule: fc.boolean() },
    ratingMilli: fc.integer({ min: 1, max: 20_000 }),
  }),
  fc.record({ type: type('declined'), reason, doubtsRate: fc.boolean() }),
  fc.record({ type: type('began', 'peer_left'), nowMs }),
  fc.record({ type: type('answer_came', 'peer_back', 'stop') }),
  fc.record({ type: type('peer_lost', 'lost_here'), reason, nowMs }),
  fc.record({ type: type('not_accepted'), name, reason, nowMs }),
  fc.record({
    ...{ type: type('failed_there'), name, reason, nowMs },
    fault: fc.constantFrom('job' as const, 'machine' as const, 'rate' as const),
  }),
  fc.record({
    ...{ type: type('accepted'), nowMs },
    ...{ answer: fc.constant(answer), proposal: fc.constant(proposal) },
  }),
  fc.record({ type: type('paid'), receipt: fc.constant(id('receipt')) }),
  fc.record({ type: type('refuse'), name, reason }),
);

/** Any events; what ends it is rare, so that lives are long, and every attempt has a nonce of its own. */
const anyLife = fc.array(anyEvent, { minLength: 1, maxLength: 60, size: 'max' }).map((events) =>
  events
    .filter(({ type: of }, index) => (of !== 'stop' && of !== 'lost_here') || index % 7 === 0)
    .map((event, index): ErrandEvent => {
      if (event.type !== 'asked') return event;
      const nonce = index.toString(16).padStart(32, '0');
      return { ...event, attempt: { ...event.attempt, nonce } };
    }),
);

interface Moment {
  readonly before: ErrandProgress;
  readonly event: ErrandEvent;
  readonly after: ErrandProgress;
  readonly effects: ReturnType<typeof next>['effects'];
}

function live(events: readonly ErrandEvent[]): readonly Moment[] {
  let before = newErrand;
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
    { numRuns: 1_000 },
  );
}

test('nothing follows the end', () => {
  always(({ before, after, effects }) => {
    if (!errandHasEnded(before.state)) return;
    expect(after).toBe(before);
    expect(effects).toEqual([]);
  });
});

test('an answer is kept when it was accepted while it was being checked, and in no other way', () => {
  always(({ before, event, after }) => {
    const isAccepted = before.state.at === 'checking' && event.type === 'accepted';
    expect(after.state.at === 'answered' && before.state.at !== 'answered').toBe(isAccepted);
  });
});

test('only an answer is paid or refused, and whoever gave a refused one is told', () => {
  always(({ before, event, after, effects }) => {
    const isNew = (at: 'paid' | 'refused') => after.state.at === at && before.state.at !== at;
    if (isNew('paid')) expect([before.state.at, event.type]).toEqual(['answered', 'paid']);
    if (isNew('refused')) expect(before.state.at).toBe('answered');
    const disputes = effects.filter((effect) => effect.do === 'dispute');
    expect(disputes).toHaveLength(isNew('refused') ? 1 : 0);
  });
});

test('an answer is neither lost nor asked for again', () => {
  always(({ before, after }) => {
    if (before.state.at !== 'answered') return;
    expect(after.state.at).toBeOneOf(['answered', 'paid', 'refused']);
  });
});

test('attempts that were taken and came to nothing are counted one by one, and end the errand at the last', () => {
  always(({ before, after }) => {
    expect(after.failedAttempts - before.failedAttempts).toBeOneOf([0, 1]);
    expect(after.failedAttempts).toBeLessThanOrEqual(attemptsMax);
    if (after.failedAttempts === attemptsMax) expect(after.state.at).toBe('failed');
    const wasTaken = ['sending', 'running', 'checking'].includes(before.state.at);
    if (after.failedAttempts > before.failedAttempts) expect(wasTaken).toBe(true);
  });
});

test('whoever was offered an errand is told to stop when it ends there unfinished, unless they declined', () => {
  always(({ before, event, after, effects }) => {
    const attempt = attemptOf(before.state);
    if (attempt === null || attemptOf(after.state) !== null) return;
    const isOver = after.state.at === 'answered' || event.type === 'declined';
    const stops = effects.filter((effect) => effect.do === 'tell_stop');
    expect(stops).toEqual(isOver ? [] : [{ do: 'tell_stop', attempt }]);
  });
});

test('an errand fails by one word that the job is at fault, by its attempts, or by what is missing here', () => {
  always(({ before, event, after }) => {
    if (after.state.at !== 'failed' || before.state.at === 'failed') return;
    const { fault } = after.state;
    if (fault === 'machine') expect(after.failedAttempts).toBe(attemptsMax);
    else if (fault === 'here') expect(event.type).toBe('lost_here');
    else expect(event).toMatchObject({ type: 'failed_there', fault: 'job' });
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

test('a work rate is forgotten when it is doubted, which is said, and only then', () => {
  always(({ before, event, after, effects }) => {
    const doubts = effects.filter((effect) => effect.do === 'doubt_rate');
    if (doubts.length > 0) {
      const isSaid =
        (event.type === 'declined' && event.doubtsRate) ||
        (event.type === 'failed_there' && event.fault === 'rate');
      expect(isSaid).toBe(true);
      const { femtosecondsPerUnit } = before;
      expect(doubts).toEqual([{ do: 'doubt_rate', femtosecondsPerUnit }]);
      expect(after.femtosecondsPerUnit).toBe(null);
    } else if (before.femtosecondsPerUnit !== null) {
      expect(after.femtosecondsPerUnit).toBe(before.femtosecondsPerUnit);
    }
  });
});

test('an errand that nobody has any more is offered to somebody else, and says why', () => {
  always(({ before, after, effects }) => {
    if (attemptOf(before.state) === null || after.state.at !== 'waiting') return;
    expect(after.state.reason).not.toBe(null);
    expect(effects.at(-1)).toEqual({ do: 'look_for_peer' });
  });
});
