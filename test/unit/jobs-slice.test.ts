/** Whom a slice believes, whom it pays and whom it blames. */
import { expect, test } from 'vitest';
import { newProbe } from '../../shared/jobs/slice-state.ts';
import { trustedPoints } from '../../shared/jobs/trust.ts';
import { aCheck, memberNamed, noCheck, story, withPoints } from '../support/slice-story.ts';

test('one answer settles a slice that wants one, and is paid', () => {
  const begun = story('one');
  expect(begun.said).toEqual(['begin 0 answer']);
  expect(begun.word).toBe('waiting');
  const done = begun.answers(0, 'bob', 'right');
  expect(done.said).toEqual(['pay 0', 'credit bob answered', 'settled: right']);
  expect(done.word).toBe('done');
});

test('two are asked at once, and both are paid when they agree', () => {
  const begun = story('two');
  expect(begun.said).toEqual(['begin 0 answer', 'begin 1 copy']);
  const first = begun.answers(0, 'bob', 'right');
  expect(first.said).toEqual([]);
  expect(first.word).toBe('checking');
  expect(first.answers(1, 'carol', 'right').said).toEqual([
    'pay 0',
    'pay 1',
    'credit bob answered',
    'credit bob agreed',
    'credit carol answered',
    'credit carol agreed',
    'settled, verified: right',
  ]);
});

test('when two differ this computer decides, and whoever was wrong is blamed and not paid', () => {
  const differs = story('two', { canRunHere: true })
    .answers(0, 'bob', 'right')
    .answers(1, 'carol', 'wrong');
  expect(differs.word).toBe('differs');
  expect(differs.said).toEqual(['run_here 2']);
  const done = differs.here(2, 'right');
  expect(done.said).toEqual([
    'pay 0',
    'blame carol',
    'refuse 1 wrong_answer',
    'credit bob answered',
    'credit bob audited',
    'settled, verified: right',
  ]);
  const blame = done.effects.find((effect) => effect.do === 'blame');
  expect(blame).toMatchObject({ proof: { run: 1, by: [memberNamed('bob'), 'here'] } });
});

test('the same result with another work count is another answer', () => {
  const differs = story('two', { canRunHere: true })
    .answers(0, 'bob', 'right')
    .answers(1, 'carol', 'right', 130);
  expect(differs.said).toEqual(['run_here 2']);
  expect(differs.here(2, 'right').said).toContain('blame carol');
});

test('where this computer may not run it a third decides, replaces the wrong one in the bill, and blames nobody', () => {
  const differs = story('two').answers(0, 'bob', 'wrong').answers(1, 'carol', 'right');
  expect(differs.said).toEqual(['begin 2 referee not bob not carol']);
  const { said } = differs.answers(2, 'dave', 'right');
  expect(said).toEqual([
    'doubt bob',
    'refuse 0 wrong_answer',
    'pay 1',
    'pay 2',
    'credit carol answered',
    'credit carol audited',
    'credit dave answered',
    'credit dave audited',
    'settled, verified: right',
  ]);
});

test('this computer alone against one member proves nothing: another member is asked', () => {
  const probe = newProbe({ hash: memberNamed('right'), workCount: 100, bytes: 3, cost: 0n });
  const tried = story('spot', {}, probe);
  expect(tried.said).toEqual(['begin 1 answer']);
  const differs = tried.answers(1, 'bob', 'wrong');
  expect(differs.said).toEqual(['begin 2 referee not bob']);
  expect(differs.answers(2, 'carol', 'right').said).toContain('blame bob');
  const broken = differs.answers(2, 'carol', 'wrong');
  expect(broken.said).toEqual(['begin 3 referee not bob not carol']);
  expect(broken.answers(3, 'dave', 'wrong').said).toContain('settled, verified: wrong');
  expect(broken.answers(3, 'dave', 'wrong').said).not.toContain('blame dave');
});

test('a probe is answered like any slice, and tells how good its answerer is', () => {
  const probe = newProbe({ hash: memberNamed('right'), workCount: 100, bytes: 3, cost: 0n });
  const done = story('spot', {}, probe).answers(1, 'bob', 'right');
  expect(done.said).toEqual([
    'pay 1',
    'credit bob answered',
    'credit bob probe',
    'settled, verified: right',
  ]);
});

test('a newcomer is checked before its answer settles a spot-checked slice; somebody trusted is not', () => {
  const newcomer = story('spot').answers(0, 'bob', 'right');
  expect(newcomer.said).toEqual(['begin 1 copy not bob']);
  expect(newcomer.answers(1, 'carol', 'right').said).toContain('settled, verified: right');
  const trusted = story('spot').trusting('bob', withPoints(trustedPoints));
  expect(trusted.answers(0, 'bob', 'right').said).toContain('settled: right');
  const audited = story('spot', { draw: aCheck }).trusting('bob', withPoints(trustedPoints));
  expect(audited.answers(0, 'bob', 'right').said).toEqual(['begin 1 audit not bob']);
});

test('the fault of a job is believed when a second one says so, and nobody is paid', () => {
  const first = story('one').fails(0, 'bob', 'trapped');
  expect(first.said).toEqual(['begin 1 copy not bob']);
  const failed = first.fails(1, 'carol', 'trapped');
  expect(failed.said).toContain('failed: trapped');
  expect(failed.said.some((said) => said.startsWith('pay'))).toBe(false);
  expect(failed.word).toBe('failed');
});

test('one who says that the job is at fault, against the result of two, is proved wrong', () => {
  const lied = story('one', { canRunHere: true }).fails(0, 'bob', 'trapped');
  const differs = lied.answers(1, 'carol', 'right');
  expect(differs.said).toEqual(['run_here 2']);
  expect(differs.here(2, 'right').said).toContain('blame bob');
});

test('a slow machine that met a limit of time is not blamed for it', () => {
  const slow = story('one', { canRunHere: true }).fails(0, 'bob', 'time_limit');
  const { said } = slow.answers(1, 'carol', 'right').here(2, 'right');
  expect(said).toContain('settled, verified: right');
  expect(said).not.toContain('blame bob');
});

test('while nobody else is there, the fault of a job is believed on the word of one', () => {
  const first = story('one').fails(0, 'bob', 'trapped');
  expect(first.does({ type: 'nobody', run: 1 }).said).toEqual([
    'stop 1',
    'credit bob answered',
    'failed: trapped',
  ]);
});

test('where whoever was to run a slice again has left, others are looked for, and then it is run here', () => {
  const answered = story('one', { canRunHere: true }).answers(0, 'bob', 'wrong');
  let redone = answered.does({ type: 'member_wrong', member: memberNamed('bob') });
  for (const run of [1, 2]) {
    expect(redone.said.at(-1)).toBe(`begin ${run} again not bob`);
    redone = redone.does({ type: 'nobody', run });
  }
  expect(redone.said.at(-1)).toBe('begin 3 again not bob');
  redone = redone.does({ type: 'nobody', run: 3 });
  expect(redone.said.at(-1)).toBe('run_here 4');
  expect(redone.here(4, 'right').word).toBe('done');
});

test('what is to be run again although all have run it keeps the answer that they gave', () => {
  const agreed = story('two', { canRunHere: true, draw: noCheck })
    .answers(0, 'bob', 'right')
    .answers(1, 'carol', 'right');
  const again = agreed.does({ type: 'again' });
  expect(again.said).toEqual(['begin 2 again not bob not carol']);
  const here = again.does({ type: 'nobody', run: 2 });
  expect(here.said).toEqual(['stop 2', 'run_here 3']);
  const more = here.here(3, 'right').does({ type: 'again' });
  expect(more.said).toEqual(['begin 4 again not bob not carol']);
  const none = more.does({ type: 'nobody', run: 4 });
  expect(none.said[0]).toBe('stop 4');
  expect(none.word).toBe('done');
});

test('a check that nobody can make is made here', () => {
  const first = story('spot', { canRunHere: true }).answers(0, 'bob', 'right');
  const alone = first.does({ type: 'nobody', run: 1 });
  expect(alone.said).toEqual(['stop 1', 'run_here 2']);
  const checked = alone.here(2, 'right');
  expect(checked.said).toContain('credit bob audited');
  const [answer, , check] = checked.slice.runs;
  expect(answer).toMatchObject({ purpose: 'answer', at: 'answered', pay: 'due' });
  // It agreed, and cost nothing: it was not refused, nor did it decide between two.
  expect(check).toMatchObject({ purpose: 'audit', peer: 'here', at: 'answered', pay: 'open' });
});

test('where this computer cannot run a check after all another member is asked', () => {
  const first = story('spot', { canRunHere: true }).answers(0, 'bob', 'right');
  const alone = first.does({ type: 'nobody', run: 1 }).does({ type: 'here_failed', run: 2 });
  expect(alone.said).toEqual(['begin 3 copy not bob']);
});

test('of the twins of a slow run the first is paid, and the other is stopped without blame', () => {
  const peer = `${memberNamed('bob')}.${memberNamed('bob')}`;
  const slow = story('one').does({ type: 'running', run: 0, peer }).does({ type: 'late', run: 0 });
  expect(slow.said).toEqual(['begin 1 hurry not bob']);
  expect(slow.does({ type: 'late', run: 0 }).said).toEqual([]);
  const done = slow.answers(1, 'carol', 'right');
  expect(done.said).toEqual(['pay 1', 'credit carol answered', 'stop 0', 'settled: right']);
  const facts = { hash: memberNamed('right'), workCount: 100, bytes: 3, cost: 7n };
  const late = done.does({ type: 'answered', run: 0, peer, ...facts });
  expect(late.said).toContain('refuse 0 unneeded');
  expect(late.said).not.toContain('pay 0');
  expect(late.said.some((said) => said.startsWith('blame'))).toBe(false);
});

test('a late answer that differs opens the slice again', () => {
  const peer = `${memberNamed('bob')}.${memberNamed('bob')}`;
  const slow = story('one', { canRunHere: true })
    .does({ type: 'running', run: 0, peer })
    .does({ type: 'late', run: 0 });
  const done = slow.answers(1, 'carol', 'wrong');
  const facts = { hash: memberNamed('right'), workCount: 100, bytes: 3, cost: 7n };
  const late = done.does({ type: 'answered', run: 0, peer, ...facts });
  expect(late.said).toEqual(['refuse 0 unneeded', 'run_here 2']);
  expect(late.here(2, 'right').said).toEqual([
    'blame carol',
    'take_back 1',
    'credit bob answered',
    'credit bob audited',
    'settled otherwise, verified: right',
  ]);
});

test('what only somebody answered who was proved wrong is run again, and taken back', () => {
  const trusted = withPoints(trustedPoints);
  const done = story('spot').trusting('bob', trusted).trusting('dave', trusted);
  const settled = done.answers(0, 'bob', 'wrong').does({ type: 'paid', run: 0 });
  const wrong = settled.does({ type: 'member_wrong', member: memberNamed('bob') });
  expect(wrong.said).toEqual(['take_back 0', 'begin 1 again not bob']);
  expect(wrong.word).toBe('waiting');
  expect(wrong.does({ type: 'member_wrong', member: memberNamed('bob') }).said).toEqual([]);
  const again = wrong.answers(1, 'dave', 'right');
  expect(again.said).toEqual(['pay 1', 'credit dave answered', 'settled otherwise: right']);
});

test('what two agreed on is run again when one of them was proved wrong, and the other keeps its pay', () => {
  const two = story('two').answers(0, 'bob', 'right').answers(1, 'carol', 'right');
  const paid = two.does({ type: 'paid', run: 0 }).does({ type: 'paid', run: 1 });
  const wrong = paid.does({ type: 'member_wrong', member: memberNamed('bob') });
  expect(wrong.said).toEqual(['begin 2 again not bob not carol']);
  expect(wrong.answers(2, 'dave', 'right').said).toContain('settled, verified: right');
});

test('what this computer confirmed stays as it is when its author is proved wrong elsewhere', () => {
  const probe = newProbe({ hash: memberNamed('right'), workCount: 100, bytes: 3, cost: 0n });
  const done = story('spot', {}, probe).answers(1, 'bob', 'right').does({ type: 'paid', run: 1 });
  const wrong = done.does({ type: 'member_wrong', member: memberNamed('bob') });
  expect(wrong.said).toEqual([]);
  expect(wrong.word).toBe('done');
});

test('what somebody says who was proved wrong meanwhile is refused and counts for nothing', () => {
  const begun = story('one');
  const wrong = begun.trusting('bob', { ...withPoints(0), wrong: 1, wrongAtMs: 900 });
  expect(wrong.answers(0, 'bob', 'right').said).toEqual([
    'refuse 0 unneeded',
    'begin 1 answer not bob',
  ]);
});

test('the second answer of one member counts for nothing, whatever machine it comes from', () => {
  const first = story('two').answers(0, 'bob', 'right');
  expect(first.answers(1, 'bob', 'right').said).toEqual([
    'refuse 1 unneeded',
    'begin 2 copy not bob',
  ]);
});

test('a slice that is stopped keeps and pays what agrees, and pays nobody where answers differ', () => {
  const half = story('two').answers(0, 'bob', 'right').does({ type: 'stop' });
  expect(half.said).toEqual(['pay 0', 'credit bob answered', 'stop 1', 'settled: right']);
  const differs = story('two').answers(0, 'bob', 'right').answers(1, 'carol', 'wrong');
  expect(differs.does({ type: 'stop' }).said).toEqual([
    'refuse 0 not_settled',
    'refuse 1 not_settled',
    'stop 2',
  ]);
  expect(story('two').does({ type: 'stop' }).word).toBe('stopped');
});

test('a slice that three errands could not run fails', () => {
  const failed = [0, 1, 2].reduce(
    (so, run) =>
      so.does({ type: 'failed', run, peer: null, fault: 'machine', name: 'x', reason: '' }),
    story('one', { draw: noCheck }),
  );
  expect(failed.said).toEqual(['failed: nobody_could']);
  expect(failed.does({ type: 'again' }).said).toEqual(['begin 3 answer']);
});

test('what was not done before a restart is said again', () => {
  const done = story('two').answers(0, 'bob', 'right').answers(1, 'carol', 'right');
  expect(done.does({ type: 'resume' }).said).toEqual(['pay 0', 'pay 1']);
  const paid = done.does({ type: 'paid', run: 0 }).does({ type: 'paid', run: 1 });
  expect(paid.does({ type: 'resume' }).said).toEqual([]);
});
