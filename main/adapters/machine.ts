/**
 * What this machine can say of itself, by systeminformation, read no more often than it changes.
 *
 * The load is the one reading taken from the operating system directly: systeminformation starts a
 * shell for it on Linux and waits for that shell with the whole process.
 */
import * as os from 'node:os';
import battery from 'systeminformation/lib/battery.js';
import { cpu, cpuTemperature } from 'systeminformation/lib/cpu.js';
import type { Clock, MachineReader } from '../engine/ports.ts';

/** Each reading once; what cannot be read is null, or a promise that fails, or never ends. */
export interface MachineSources {
  processor(): Promise<string | null>;
  loadPercent(): Promise<number | null>;
  memoryFreeBytes(): Promise<number | null>;
  battery(): Promise<{ readonly percent: number; readonly pluggedIn: boolean } | null>;
  temperatureCelsius(): Promise<number | null>;
}

const timeoutMs = 2_000;
const loadAgeMs = 2_000;
const slowAgeMs = 30_000;

/** A reader that answers within two seconds, and from memory while its readings are fresh. */
export function createMachineReader(options: {
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  readonly sources?: MachineSources;
}): MachineReader {
  const { clock, sources = systemSources(options.clock) } = options;
  const every = <T>(ageMs: number, read: () => Promise<T | null>) => keepFresh(clock, ageMs, read);
  const readings = {
    processor: every(Infinity, sources.processor),
    loadPercent: every(loadAgeMs, sources.loadPercent),
    memoryFreeBytes: every(
      process.platform === 'darwin' ? slowAgeMs : loadAgeMs,
      sources.memoryFreeBytes,
    ),
    battery: every(slowAgeMs, sources.battery),
    temperatureCelsius: every(slowAgeMs, sources.temperatureCelsius),
  };
  return {
    async read() {
      const [processor, load, free, battery, temperature] = await Promise.all([
        readings.processor(),
        readings.loadPercent(),
        readings.memoryFreeBytes(),
        readings.battery(),
        readings.temperatureCelsius(),
      ]);
      const percent = battery === null ? null : wholeWithin(0, 100, battery.percent);
      return {
        processor: processor === null ? null : nameOf(processor),
        cores: Math.max(1, os.availableParallelism()),
        loadPercent: wholeWithin(0, 100, load),
        memoryBytes: os.totalmem(),
        memoryFreeBytes: wholeWithin(0, os.totalmem(), free),
        battery: battery === null || percent === null ? null : { ...battery, percent },
        temperatureCelsius: wholeWithin(1, 150, temperature),
      };
    },
  };
}

function nameOf(processor: string): string | null {
  const name = processor.replace(/\s+/g, ' ').trim().slice(0, 200);
  return name === '' ? null : name;
}

/** The nearest whole number, or null if there is none or it cannot be true. */
function wholeWithin(least: number, most: number, value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  const whole = Math.round(value);
  return whole < least || whole > most ? null : whole;
}

/**
 * Reads again when the value is older than `ageMs`, one reading at a time. A reading that takes too long
 * counts as absent, and no second one is started before it has ended.
 */
function keepFresh<T>(
  clock: Pick<Clock, 'elapsed' | 'after'>,
  ageMs: number,
  read: () => Promise<T | null>,
): () => Promise<T | null> {
  let value: T | null = null;
  let readAt: number | null = null;
  let reading: Promise<void> | null = null;
  let isLate = false;

  const start = async () => {
    try {
      value = await read();
    } catch {
      value = null;
    }
    reading = null;
    isLate = false;
  };

  return async () => {
    const isStale = readAt === null || clock.elapsed() - readAt >= ageMs;
    if (reading === null && isStale) {
      readAt = clock.elapsed();
      reading = start();
    }
    const awaited = reading;
    if (awaited === null || isLate || (await endsWithin(clock, awaited))) return value;
    if (reading === awaited) {
      isLate = true;
      value = null;
    }
    return value;
  };
}

function endsWithin(clock: Pick<Clock, 'after'>, reading: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeoutMs, () => resolve(false));
    void reading.then(() => {
      cancel();
      resolve(true);
    });
  });
}

function systemSources(clock: Pick<Clock, 'after'>): MachineSources {
  return {
    async processor() {
      const { manufacturer, brand } = await cpu();
      return brand.startsWith(manufacturer) ? brand : `${manufacturer} ${brand}`;
    },
    loadPercent: createLoadSource(clock),
    /** What macOS calls free leaves out what it would give at once; elsewhere Node knows it without help. */
    async memoryFreeBytes() {
      if (process.platform !== 'darwin') return os.freemem();
      return (await (await import('systeminformation')).mem()).available;
    },
    async battery() {
      const { hasBattery, percent, acConnected } = await battery();
      return hasBattery ? { percent, pluggedIn: acConnected } : null;
    },
    async temperatureCelsius() {
      const { main } = await cpuTemperature();
      return main;
    },
  };
}

/** The share of time that all cores together were busy since the reading before. */
function createLoadSource(clock: Pick<Clock, 'after'>): () => Promise<number | null> {
  const firstMs = 250;
  let before: { readonly busy: number; readonly all: number } | null = null;
  return async () => {
    if (before === null) {
      before = coreTimes();
      await new Promise<void>((resolve) => clock.after(firstMs, resolve));
    }
    const now = coreTimes();
    const [busy, all] = [now.busy - before.busy, now.all - before.all];
    before = now;
    return all > 0 ? (100 * busy) / all : null;
  };
}

function coreTimes() {
  let [busy, all] = [0, 0];
  for (const { times } of os.cpus()) {
    const working = times.user + times.nice + times.sys + times.irq;
    busy += working;
    all += working + times.idle;
  }
  return { busy, all };
}
