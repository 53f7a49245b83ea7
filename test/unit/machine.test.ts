import * as os from 'node:os';
import { expect, test } from 'vitest';
import { createMachineReader } from '../../main/adapters/machine.ts';
import type { MachineSources } from '../../main/adapters/machine.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';

/** A clock that stands still until it is told, and calls what was due. */
function handClock() {
  let at = 0;
  let waiting: { readonly at: number; readonly action: () => void }[] = [];
  return {
    elapsed: () => at,
    after(ms: number, action: () => void) {
      const entry = { at: at + ms, action };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((each) => each !== entry);
      };
    },
    pass(ms: number) {
      at += ms;
      const due = waiting.filter((each) => each.at <= at);
      waiting = waiting.filter((each) => each.at > at);
      for (const each of due) each.action();
    },
  };
}

/** Sources that count how often they were asked. */
function countedSources(change: Partial<MachineSources> = {}) {
  const asked: Record<string, number> = {};
  const given: MachineSources = {
    processor: async () => '  Some   processor ',
    loadPercent: async () => 12.4,
    memoryFreeBytes: async () => 1_000,
    battery: async () => ({ percent: 79.6, pluggedIn: false }),
    temperatureCelsius: async () => 54.5,
    ...change,
  };
  const counted = Object.fromEntries(
    Object.entries(given).map(([name, read]) => [
      name,
      () => {
        asked[name] = (asked[name] ?? 0) + 1;
        return (read as () => Promise<unknown>)();
      },
    ]),
  ) as unknown as MachineSources;
  return { sources: counted, asked };
}

test('readings are whole numbers in their ranges', async () => {
  const { sources } = countedSources();
  const machine = createMachineReader({ clock: handClock(), sources });
  expect(await machine.read()).toEqual({
    processor: 'Some processor',
    cores: os.availableParallelism(),
    loadPercent: 12,
    memoryBytes: os.totalmem(),
    memoryFreeBytes: 1_000,
    battery: { percent: 80, pluggedIn: false },
    temperatureCelsius: 55,
  });
});

test('what cannot be read or cannot be true is absent', async () => {
  const { sources } = countedSources({
    processor: async () => ' ',
    loadPercent: async () => Number.NaN,
    memoryFreeBytes: async () => Promise.reject(new Error('no')),
    battery: async () => ({ percent: 255, pluggedIn: true }),
    temperatureCelsius: async () => -1,
  });
  const machine = createMachineReader({ clock: handClock(), sources });
  expect(await machine.read()).toMatchObject({
    processor: null,
    loadPercent: null,
    memoryFreeBytes: null,
    battery: null,
    temperatureCelsius: null,
  });
});

test('each reading is taken no more often than it changes', async () => {
  const clock = handClock();
  const { sources, asked } = countedSources();
  const machine = createMachineReader({ clock, sources });
  for (let second = 0; second < 60; second += 1) {
    await Promise.all([machine.read(), machine.read(), machine.read()]);
    clock.pass(1_000);
  }
  expect(asked).toMatchObject({ processor: 1, loadPercent: 30, battery: 2, temperatureCelsius: 2 });
});

test('a reading that never ends is absent after two seconds, and is not begun again', async () => {
  const clock = handClock();
  const { sources, asked } = countedSources({ temperatureCelsius: () => new Promise(() => {}) });
  const machine = createMachineReader({ clock, sources });
  const reading = machine.read();
  clock.pass(2_000);
  expect(await reading).toMatchObject({ temperatureCelsius: null, loadPercent: 12 });
  clock.pass(60_000);
  expect(await machine.read()).toMatchObject({ temperatureCelsius: null, loadPercent: 12 });
  expect(asked).toMatchObject({ temperatureCelsius: 1, loadPercent: 2 });
});

test('a reading that comes late is shown from then on', async () => {
  const clock = handClock();
  let arrive = (_: string) => {};
  const late = new Promise<string>((resolve) => (arrive = resolve));
  const { sources } = countedSources({ processor: () => late });
  const machine = createMachineReader({ clock, sources });
  const reading = machine.read();
  clock.pass(2_000);
  expect((await reading).processor).toBeNull();
  arrive('Slow processor');
  await late;
  await expect.poll(async () => (await machine.read()).processor).toBe('Slow processor');
});

test('this machine says what it is', async () => {
  const machine = createMachineReader({ clock: systemClock });
  const view = await machine.read();
  expect(view.cores).toBeGreaterThanOrEqual(1);
  expect(view.memoryBytes).toBeGreaterThan(2 ** 28);
  expect(view.memoryFreeBytes).toBeLessThanOrEqual(view.memoryBytes);
  expect(view.loadPercent).toBeGreaterThanOrEqual(0);
  expect(view.loadPercent).toBeLessThanOrEqual(100);
  if (view.processor !== null) expect(view.processor).toMatch(/\S/);
  if (view.temperatureCelsius !== null) expect(view.temperatureCelsius).toBeGreaterThan(0);
});
