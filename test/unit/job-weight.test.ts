/** How processes of jobs weigh against the person's programs, by a kernel that takes or refuses what is said. */
import { expect, test } from 'vitest';
import {
  createSessionWeight,
  isLightest,
  type SessionWeight,
} from '../../main/adapters/job-process/session-weight.ts';
import { createWeighing } from '../../main/adapters/job-process/weighing.ts';

/** `refuse` says how it refuses what is written next; `again` lets it be tried again. */
function kernel() {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  let refusal: string | null = null;
  const setWeight = createSessionWeight(7, {
    write(file, text) {
      if (refusal !== null) throw Object.assign(new Error('refused'), { code: refusal });
      written.push(`${file} ${text}`);
    },
    after: (_ms, action) => void waiting.push(action),
  });
  return {
    ...{ written, waiting, setWeight },
    refuse: (code: string | null) => (refusal = code),
    again: () => waiting.shift()?.(),
  };
}

test('the session of a process gets the lowest priority, and its usual one back', () => {
  const { written, setWeight } = kernel();
  setWeight('usual'); // as it is
  setWeight('least');
  setWeight('least');
  setWeight('usual');
  expect(written).toEqual(['/proc/7/autogroup 19', '/proc/7/autogroup 0']);
});

test('what the kernel refuses because it comes too soon is said again, and only the last word', () => {
  const { written, waiting, setWeight, refuse, again } = kernel();
  setWeight('least');
  refuse('EAGAIN');
  setWeight('usual');
  setWeight('least');
  setWeight('usual');
  expect(waiting).toHaveLength(1);
  refuse(null);
  again();
  expect(written).toEqual(['/proc/7/autogroup 19', '/proc/7/autogroup 0']);
  expect(waiting).toHaveLength(0);
});

test('a kernel that has changed its mind when it may be told again is told nothing', () => {
  const { written, waiting, setWeight, refuse, again } = kernel();
  refuse('EAGAIN');
  setWeight('least');
  setWeight('usual');
  refuse(null);
  again();
  expect(written).toEqual([]);
  expect(waiting).toHaveLength(0);
});

test('a kernel that always refuses is asked some fifty times, and one without groups once', () => {
  const busy = kernel();
  busy.refuse('EAGAIN');
  busy.setWeight('least');
  let times = 1;
  for (; busy.waiting.length > 0; times += 1) busy.again();
  expect(times).toBe(51);
  const without = kernel();
  without.refuse('ENOENT');
  without.setWeight('least');
  expect(without.waiting).toHaveLength(0);
});

test('jobs weigh least while they work, not while they come up, are held or are to end', () => {
  const said: SessionWeight[] = [];
  const weighing = createWeighing((weight) => said.push(weight));
  const last = () => said.at(-1);
  weighing.keepsTo(500);
  expect(last()).toBe('usual');
  weighing.up();
  expect(last()).toBe('least');
  weighing.keepsTo(0);
  expect(last()).toBe('usual');
  weighing.keepsTo(1000);
  expect(last()).toBe('least');
  const [one, other] = [weighing.ending(), weighing.ending()];
  one();
  expect(last()).toBe('usual');
  other();
  expect(last()).toBe('least');
});

test('only where tests say so they weigh as much as the programs of the person', () => {
  expect(isLightest({})).toBe(true);
  expect(isLightest({ COMMON_HOURS_JOB_WEIGHT: 'least' })).toBe(true);
  expect(isLightest({ COMMON_HOURS_JOB_WEIGHT: 'usual' })).toBe(false);
});
