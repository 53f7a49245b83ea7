/** Whose word a slice rests on that somebody took up where another left it. */
import { expect, test } from 'vitest';
import { dependencesOf } from '../../shared/jobs/blame.ts';
import { keptSliceText, parseKeptSlice } from '../../main/engine/jobs/kept-slice.ts';
import { certainties, purposes } from '../../shared/jobs/slice-state.ts';
import { handedOn, handsMax, mayChangeHands, mayTakeUp } from '../../shared/jobs/taking-up.ts';
import { provedWrong, noTrust, trustedPoints } from '../../shared/jobs/trust.ts';
import { membersOf } from '../../shared/jobs/voices.ts';
import { memberNamed, story, withPoints } from '../support/slice-story.ts';
import type { Story } from '../support/slice-story.ts';

const [bob, carol, dave] = [memberNamed('bob'), memberNamed('carol'), memberNamed('dave')];
const peerOf = (member: string) => `${member}.${member}`;

test('only the one run of a slice that wants one answer changes hands', () => {
  const may = certainties.flatMap((certainty) =>
    purposes
      .filter((purpose) => mayChangeHands(certainty, purpose))
      .map((purpose) => `${certainty} ${purpose}`),
  );
  expect(may).toEqual(['one answer', 'spot answer']);
});

test.each([
  ['its own, in a run of which copies are made', [bob], bob, false, true],
  ['that of another, in such a run', [bob], carol, false, false],
  ['its own beside that of another, in such a run', [bob, carol], carol, false, false],
  ['that of another, in a run that changes hands', [bob], carol, true, true],
  ['one of nobody', [], carol, true, false],
  ['one of too many', Array.from({ length: handsMax + 1 }, () => bob), carol, true, false],
])('a member goes on from %s: %#', (_what, by, member, byOthers, may) => {
  expect(mayTakeUp({ by }, member, byOthers)).toBe(may);
});

test('what is handed on says how far it is in all, and everybody who worked on it once', () => {
  const first = handedOn(undefined, bob, { workCount: 50, cpuMicroseconds: 5 });
  expect(first).toEqual({ workCount: 50, cpuMicroseconds: 5, by: [bob] });
  const second = handedOn(first, carol, { workCount: 90, cpuMicroseconds: 4 });
  expect(second).toEqual({ workCount: 90, cpuMicroseconds: 9, by: [bob, carol] });
  const third = handedOn(second, bob, { workCount: 95, cpuMicroseconds: 1 });
  expect(third).toEqual({ workCount: 95, cpuMicroseconds: 10, by: [carol, bob] });
});

/** Carol answers what she took up where Bob left it. */
function takenUp(begun: Story, run: number, result: string): Story {
  const from = { by: [bob] };
  const hash = memberNamed(result);
  const facts = { hash, workCount: 100, bytes: 1, cost: 1n };
  const peer = peerOf(carol);
  return begun
    .does({ type: 'begun', run, errand: `errand ${String(run)}` })
    .does({ type: 'running', run, peer, from })
    .does({ type: 'answered', run, peer, from, ...facts });
}

test('an answer rests on all who had a part in it, is paid to whoever gave it, and none is asked again', () => {
  const done = takenUp(story('one'), 0, 'right');
  expect(done.said).toEqual(['pay 0', 'credit carol answered', 'settled: right']);
  expect([...dependencesOf(done.slice)]).toEqual([
    [carol, 'alone'],
    [bob, 'alone'],
  ]);
  expect(membersOf(done.slice.runs)).toEqual([carol, bob]);
  const kept = { slice: done.slice, facts: new Map() };
  expect(parseKeptSlice(keptSliceText(kept))).toEqual(kept);
});

test('it is checked as the newcomer among them would be, though a trusted one answers', () => {
  const trusted = story('spot', { canRunHere: false }).trusting('carol', withPoints(trustedPoints));
  expect(takenUp(trusted, 0, 'right').said).toEqual(['begin 1 audit not carol not bob']);
  const both = trusted.trusting('bob', withPoints(trustedPoints));
  expect(takenUp(both, 0, 'right').said).toContain('settled: right');
});

test('when the first of them is proved wrong, it is run again and its hours are taken back', () => {
  const done = takenUp(story('one'), 0, 'wrong').does({ type: 'paid', run: 0 });
  const again = done.does({ type: 'member_wrong', member: bob });
  expect(again.said).toEqual(['take_back 0', 'begin 1 again not carol not bob']);
  const right = again.answers(1, 'dave', 'right');
  expect(right.said).toEqual(['pay 1', 'credit dave answered', 'settled otherwise: right']);
});

test('what goes on from the work of somebody proved wrong meanwhile is stopped, and run by another', () => {
  const running = story('one')
    .does({ type: 'begun', run: 0, errand: 'errand 0' })
    .does({ type: 'running', run: 0, peer: peerOf(carol), from: { by: [bob] } });
  const stopped = running.does({ type: 'member_wrong', member: bob });
  expect(stopped.said).toEqual(['stop 0', 'begin 1 answer not carol not bob']);
});

test('an answer that went on from the work of somebody known to lie says nothing', () => {
  const liar = story('one', { nowMs: 1_000 }).trusting('bob', provedWrong(noTrust, 0));
  expect(takenUp(liar, 0, 'wrong').said).toContain('refuse 0 unneeded');
});

test('where it is found wrong, it is in doubt who of them was; a run of one alone proves it', () => {
  const differs = takenUp(story('spot', { canRunHere: true }), 0, 'wrong').answers(
    1,
    'dave',
    'right',
  );
  const done = differs.here(2, 'right');
  expect(done.said).toEqual(
    expect.arrayContaining(['doubt carol', 'doubt bob', 'refuse 0 wrong_answer']),
  );
  expect(done.said.filter((each) => each.startsWith('blame'))).toEqual([]);
  expect(membersOf(done.slice.runs)).toContain(dave);
});

test('a run that starts anew rests on nobody but whoever has it', () => {
  const again = story('one')
    .does({ type: 'begun', run: 0, errand: 'errand 0' })
    .does({ type: 'running', run: 0, peer: peerOf(carol), from: { by: [bob] } })
    .does({ type: 'waiting', run: 0 })
    .answers(0, 'dave', 'right');
  expect([...dependencesOf(again.slice)]).toEqual([[dave, 'alone']]);
});
