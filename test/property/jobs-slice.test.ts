/** The life of a slice, under any events in any order. `COMMON_HOURS_SEED` replays a run. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptSliceText, parseKeptSlice } from '../../main/engine/jobs/kept-slice.ts';
import { certainties, isSameAnswer, newSlice, runsMax } from '../../shared/jobs/slice-state.ts';
import { nextOfSlice } from '../../shared/jobs/slice.ts';
import type { Slice, SliceContext, SliceEffect, SliceEvent } from '../../shared/jobs/slice.ts';
import { noTrust } from '../../shared/jobs/trust.ts';
import { memberNamed, withPoints } from '../support/slice-story.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);
const runs = { seed, numRuns: Number(process.env['COMMON_HOURS_RUNS'] ?? 1_500) };
const names = ['bob', 'carol', 'dave', 'erin'].map(memberNamed);
const [bob = '', carol = ''] = names;

const run = fc.nat(7);
const member = fc.constantFrom(...names);
const peer = member.map((name) => `${name}.${name}`);
const hash = fc.constantFrom(memberNamed('right'), memberNamed('right'), memberNamed('wrong'));
const result = fc.record({
  hash,
  workCount: fc.constant(100),
  bytes: fc.constant(3),
  cost: fc.constant(7n),
});
const plain = (...types: readonly ('paid' | 'refused' | 'stopped' | 'nobody' | 'late')[]) =>
  fc.record({ type: fc.constantFrom(...types), run });

const anyEvent: fc.Arbitrary<SliceEvent> = fc.oneof(
  { arbitrary: fc.record({ type: fc.constant('running' as const), run, peer }), weight: 3 },
  {
    arbitrary: fc
      .tuple(run, peer, result)
      .map(([at, from, said]) => ({ type: 'answered' as const, run: at, peer: from, ...said })),
    weight: 6,
  },
  fc.record({
    type: fc.constant('failed' as const),
    run,
    peer,
    fault: fc.constantFrom('job' as const, 'machine' as const),
    name: fc.constantFrom('trapped', 'time_limit'),
    reason: fc.constant('So it was.'),
  }),
  {
    arbitrary: fc.record({ type: fc.constant('here' as const), run, answer: result }),
    weight: 3,
  },
  fc.record({ type: fc.constantFrom('waiting' as const, 'here_failed' as const), run }),
  plain('paid', 'refused', 'stopped', 'nobody', 'late'),
  fc.record({ type: fc.constantFrom('again' as const, 'resume' as const) }),
  fc.record({
    type: fc.constantFrom('member_wrong' as const, 'member_doubted' as const),
    member,
  }),
);

const anyContext: fc.Arbitrary<SliceContext> = fc.record({
  certainty: fc.constantFrom(...certainties),
  trustOf: fc.constant((name: string) =>
    name === bob ? withPoints(100) : name === carol ? withPoints(20) : noTrust,
  ),
  checkingOf: fc.constant(() => 0),
  nowMs: fc.constant(1_000),
  draw: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  canRunHere: fc.boolean(),
  hasRoom: fc.boolean(),
  usualWorkCount: fc.constantFrom(null, 100),
});

interface Moment {
  readonly before: Slice;
  readonly event: SliceEvent;
  readonly after: Slice;
  readonly effects: readonly SliceEffect[];
}

/** Every errand is begun at once, as the job layer does it. */
function lived(events: readonly SliceEvent[], context: SliceContext): readonly Moment[] {
  const moments: Moment[] = [];
  let slice: Slice = newSlice;
  const happens = (event: SliceEvent) => {
    const before = slice;
    const step = nextOfSlice(before, event, context);
    slice = step.slice;
    moments.push({ before, event, after: step.slice, effects: step.effects });
    for (const effect of step.effects)
      if (effect.do === 'begin')
        happens({ type: 'begun', run: effect.run, errand: `errand ${effect.run}` });
  };
  for (const event of [{ type: 'start' } as const, ...events]) happens(event);
  return moments;
}

function always(holds: (moments: readonly Moment[], context: SliceContext) => void): void {
  const life = fc.array(anyEvent, { minLength: 1, maxLength: 40, size: 'max' });
  fc.assert(
    fc.property(life, anyContext, (events, context) => {
      holds(lived(events, context), context);
    }),
    runs,
  );
}

const seeded = `COMMON_HOURS_SEED=${seed}:`;

test(`${seeded} an event that comes again changes nothing more`, () => {
  always((moments, context) => {
    for (const { event, after } of moments) {
      // Being asked again is another wish, and what is late may be late again.
      if (['again', 'late', 'nobody'].includes(event.type)) continue;
      const twice = nextOfSlice(after, event, context);
      if (event.type !== 'resume') expect(twice).toEqual({ slice: after, effects: [] });
      expect(twice.slice).toEqual(after);
    }
  });
});

test(`${seeded} only an answer that the settled slice rests on is paid, and each once`, () => {
  always((moments) => {
    const paid = moments.flatMap(({ event, effects }) =>
      event.type === 'resume'
        ? []
        : effects.flatMap((effect) => (effect.do === 'pay' ? [effect.run] : [])),
    );
    expect(new Set(paid).size).toBe(paid.length);
    for (const { event, after, effects } of moments) {
      if (event.type === 'resume') continue;
      for (const effect of effects) {
        if (effect.do !== 'pay') continue;
        expect(effects.some((each) => each.do === 'settled')).toBe(true);
        const answer = after.runs.find((each) => each.run === effect.run)?.answer ?? null;
        expect(answer !== null && 'hash' in answer && answer.hash).toBe(after.settled?.hash);
      }
    }
  });
});

test(`${seeded} nobody is blamed but by this computer and a member who agree on something else`, () => {
  always((moments) => {
    for (const effect of moments.flatMap(({ effects }) => effects)) {
      if (effect.do !== 'blame') continue;
      expect(effect.proof.by).toContain('here');
      expect(effect.proof.by.length).toBeGreaterThanOrEqual(2);
      expect(effect.proof.by).not.toContain(effect.member);
      expect(isSameAnswer(effect.proof.said, effect.proof.right)).toBe(false);
    }
  });
});

test(`${seeded} a settled slice has nothing under way and holds the answer of somebody`, () => {
  always((moments) => {
    for (const { after } of moments) {
      expect(after.runs.length).toBeLessThanOrEqual(runsMax);
      if (after.at !== 'settled') continue;
      const { settled } = after;
      expect(after.runs.every(({ at }) => at === 'answered' || at === 'ended')).toBe(true);
      const holders = after.runs.filter(
        ({ answer, isVoid }) => !isVoid && answer !== null && 'hash' in answer,
      );
      expect(
        holders.some(({ answer }) => {
          return answer !== null && 'hash' in answer && answer.hash === settled?.hash;
        }),
      ).toBe(true);
    }
  });
});

test(`${seeded} what is kept is read again as it was`, () => {
  always((moments) => {
    const last = moments.at(-1)?.after ?? newSlice;
    const kept = { slice: last, facts: new Map() };
    expect(parseKeptSlice(keptSliceText(kept))).toEqual(kept);
  });
  expect(parseKeptSlice('{}')).toBe(null);
  const wrong = { slice: { ...newSlice, need: -1 }, facts: new Map() };
  expect(parseKeptSlice(keptSliceText(wrong))).toBe(null);
});
