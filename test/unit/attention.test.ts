import { expect, test } from 'vitest';
import { createAttention } from '../../main/engine/limits/attention.ts';
import { firstTerms } from '../../shared/lending/presets.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';

/** The moments, in seconds, at which a machine of somebody who lends only while it is cool was read. */
function watch() {
  const time = createVirtualTime();
  const state = { isRunning: false };
  const reads: number[] = [];
  const machine = { cores: 4, memoryBytes: 8e9, diskFreeBytes: null };
  const terms = { ...firstTerms(machine, null), temperatureMaxCelsius: 80 };
  const attention = createAttention({
    clock: {
      ...{ now: time.now, elapsed: time.now, after: time.after },
      every: () => () => undefined,
    },
    senses: {
      seesInput: true,
      idleMs: () => 3_600_000,
      otherLoadPercent: () => null,
      read() {
        reads.push(time.now() / 1_000);
        return Promise.resolve({
          ...{ battery: null, temperatureCelsius: 40, memoryFreeBytes: null },
          ...{ fullScreen: null, programs: null },
        });
      },
      programs: () => Promise.resolve(null),
      diskFreeBytes: () => Promise.resolve(null),
      zoneOffsetMinutes: () => 0,
    },
    log: { warn: () => undefined },
    terms: () => terms,
    isWanted: () => true,
    isRunning: () => state.isRunning,
  });
  attention.start(() => undefined);
  return { time, state, reads, attention };
}

test('a machine on which nothing runs is read once a minute', async () => {
  const { time, reads } = watch();
  await time.pass(185_000);
  expect(reads).toEqual([0, 60, 120, 180]);
});

test('it is read when a run begins, and then every five seconds until nothing runs', async () => {
  const { time, state, reads, attention } = watch();
  await time.pass(31_000);
  state.isRunning = true;
  attention.reconsider();
  await time.pass(12_000);
  expect(reads).toEqual([0, 31, 36, 41]);
  state.isRunning = false;
  attention.reconsider();
  await time.pass(70_000);
  expect(reads.slice(4)).toEqual([43, 103]);
});
