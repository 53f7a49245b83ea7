import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type {
  JobListView,
  JobView,
  LendingView,
  NodeStatusView,
} from '../../shared/api/contract.ts';
import {
  appIconFile,
  createHeldShape,
  iconFile,
  iconHoldMs,
  iconShape,
} from '../../main/desktop/tray-icon.ts';
import type { IconShape } from '../../main/desktop/tray-icon.ts';
import { iconShapes, iconSizes } from '../../main/desktop/tray-icon.ts';
import { pngSize } from '../support/electron-double/desktop.ts';
import { calmLending, calmStatus, noJobs, runForBob } from '../support/scripted-engine.ts';

const connected = (state: NodeStatusView['connection']['state']) => ({
  ...calmStatus,
  connection: { ...calmStatus.connection, state },
});
const lending = { ...calmLending, on: true };
const failed = { jobs: [{ state: 'failed', endedAtMs: 100 } as JobView], total: 1 };

const cases: readonly (readonly [IconShape, NodeStatusView, LendingView, JobListView])[] = [
  ['ready', connected('online'), lending, noJobs],
  ['ready', connected('alone'), calmLending, noJobs],
  ['lending', connected('online'), { ...lending, running: [runForBob] }, noJobs],
  ['paused', connected('online'), { ...lending, pausedUntilMs: 0 }, noJobs],
  ['not-connected', connected('offline'), { ...lending, running: [runForBob] }, noJobs],
  ['not-connected', connected('starting'), { ...lending, pausedUntilMs: 0 }, noJobs],
  ['needs-you', connected('offline'), { ...lending, pausedUntilMs: 0 }, failed],
];
test.each(cases)('the icon is %s (%#)', (shape, status, lent, jobs) => {
  expect(iconShape(status, lent, jobs, 50)).toBe(shape);
});

test('a failed job needs nobody who has seen the window since', () => {
  expect(iconShape(connected('online'), lending, failed, 150)).toBe('ready');
});

describe('the icon follows a state', () => {
  /** Runs what is due when the clock of the test is moved on. */
  function setup() {
    let nowMs = 0;
    let due: { readonly atMs: number; readonly action: () => void } | null = null;
    const shown: IconShape[] = [];
    const after = (ms: number, action: () => void) => {
      due = { atMs: nowMs + ms, action };
      return () => {
        due = null;
      };
    };
    const icon = createHeldShape('ready', after, (shape) => shown.push(shape));
    const pass = (ms: number) => {
      nowMs += ms;
      if (due === null || due.atMs > nowMs) return;
      const { action } = due;
      due = null;
      action();
    };
    return { icon, shown, pass };
  }
  test('that has held for five seconds, and not sooner', () => {
    const { icon, shown, pass } = setup();
    icon.want('lending');
    pass(iconHoldMs - 1);
    expect(shown).toEqual([]);
    icon.want('lending'); // the same again starts no new wait
    pass(1);
    expect(shown).toEqual(['lending']);
    expect(icon.shown()).toBe('lending');
  });
  test('but not one that comes and goes', () => {
    const { icon, shown, pass } = setup();
    icon.want('lending');
    pass(4_000);
    icon.want('ready');
    pass(10_000);
    icon.want('paused');
    pass(3_000);
    icon.want('lending');
    pass(3_000);
    expect(shown).toEqual([]);
    pass(2_000);
    expect(shown).toEqual(['lending']);
  });
});

describe('the pictures', () => {
  test.each(iconShapes)('%s is there in every size, for light and dark panels', (shape) => {
    for (const panel of ['light', 'dark'] as const) {
      for (const size of iconSizes) {
        const bytes = readFileSync(iconFile(shape, panel, size));
        expect(pngSize(bytes)).toEqual({ width: size, height: size });
      }
    }
  });
  test('no two shapes look the same', () => {
    const pictures = iconShapes.map((shape) => readFileSync(iconFile(shape, 'light', 16), 'hex'));
    expect(new Set(pictures).size).toBe(iconShapes.length);
  });
  test.each([16, 32, 48, 256, 512, 1024])('the program has a picture of %i pixels', (size) => {
    expect(pngSize(readFileSync(appIconFile(size)))).toEqual({ width: size, height: size });
  });
});
