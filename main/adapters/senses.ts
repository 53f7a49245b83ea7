/** What the rules for lending read of this machine. Nothing here fails: what cannot be had is null. */
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import battery from 'systeminformation/lib/battery.js';
import { cpuTemperature } from 'systeminformation/lib/cpu.js';
import type { LendingReadings } from '../../shared/lending/readings.ts';
import type { Senses } from '../engine/limits/senses.ts';
import { createConsoleInput, linuxConsole } from './readings/console-input.ts';
import { readFullScreen } from './readings/full-screen.ts';
import { createOtherLoad } from './readings/other-load.ts';
import { programsAmong, runningPrograms } from './readings/programs.ts';

export interface SensesOptions {
  /** Where the work of others is kept. */
  readonly folder: string;
  /** Milliseconds since somebody last touched keyboard or mouse, where the host knows it better than the files. */
  readonly idleMs?: () => number | null;
}

const timeoutMs = 3_000;

export function createSenses({ folder, idleMs }: SensesOptions): Senses {
  const seesConsole = process.platform === 'linux';
  const consoleInput = createConsoleInput(linuxConsole, Date.now);
  return {
    seesInput: idleMs !== undefined || seesConsole,
    idleMs: idleMs ?? (seesConsole ? consoleInput : () => null),
    otherLoadPercent: createOtherLoad(),
    async read(wanted) {
      const [battery, temperatureCelsius, memoryFreeBytes, fullScreen, programs] =
        await Promise.all([
          wanted.battery ? inTime(readBattery()) : null,
          wanted.temperature ? inTime(readTemperature()) : null,
          wanted.freeMemory ? inTime(readFreeMemory()) : null,
          wanted.fullScreen ? inTime(readFullScreen()) : null,
          wanted.programs.length > 0 ? inTime(runningPrograms()) : null,
        ]);
      return {
        ...{ battery, temperatureCelsius, memoryFreeBytes, fullScreen },
        programs: programs === null ? null : programsAmong(wanted.programs, programs),
      };
    },
    programs: () => inTime(runningPrograms()),
    diskFreeBytes: () => inTime(readDisk(folder)),
    zoneOffsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
  };
}

/** What fails, or takes too long, cannot be read. */
async function inTime<Value>(reading: Promise<Value | null>): Promise<Value | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(late.resolve, timeoutMs, null);
  try {
    return await Promise.race([reading, late.promise]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function readBattery(): Promise<LendingReadings['battery']> {
  const { hasBattery, percent, acConnected } = await battery();
  if (!hasBattery) return 'none';
  return { percent: Math.min(100, Math.max(0, Math.round(percent))), pluggedIn: acConnected };
}

async function readTemperature(): Promise<number | null> {
  const { main } = await cpuTemperature();
  return main !== null && Number.isFinite(main) && main >= 1 && main <= 150
    ? Math.round(main)
    : null;
}

/** What macOS calls free leaves out what it would give at once; Node's `freemem` is what Linux calls available. */
async function readFreeMemory(): Promise<number> {
  if (process.platform !== 'darwin') return freemem();
  return (await (await import('systeminformation')).mem()).available;
}

async function readDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
