/** Three ready sets of terms, and the ones that hold before anybody chose, in the numbers of one machine. */
import type { LendingAmounts, LendingMachine, LendingTerms } from './terms.ts';
import { everyHour } from './terms.ts';

export const presetNames = ['quiet', 'balanced', 'generous'] as const;
export type PresetName = (typeof presetNames)[number];

const MB = 1_000_000;
const GB = 1_000_000_000;

/** Cores and memory in eighths of the machine. */
interface Recipe {
  readonly here: { readonly cores: number; readonly memory: number; readonly upMB: number };
  readonly away: { readonly cores: number; readonly memory: number; readonly upMB: number };
  readonly diskGB: number;
  readonly rules: Pick<
    LendingTerms,
    'onlyPluggedIn' | 'batteryFloorPercent' | 'temperatureMaxCelsius' | 'otherLoadMaxPercent'
  > & { readonly fullScreen: boolean; readonly freeMemoryEighths: number };
}

const recipes: Readonly<Record<PresetName, Recipe>> = {
  quiet: {
    here: { cores: 1, memory: 1, upMB: 1 },
    away: { cores: 3, memory: 2, upMB: 2 },
    diskGB: 2,
    rules: {
      onlyPluggedIn: true,
      batteryFloorPercent: 60,
      fullScreen: true,
      temperatureMaxCelsius: 80,
      otherLoadMaxPercent: 25,
      freeMemoryEighths: 2,
    },
  },
  balanced: {
    here: { cores: 2, memory: 2, upMB: 2 },
    away: { cores: 6, memory: 4, upMB: 4 },
    diskGB: 10,
    rules: {
      onlyPluggedIn: true,
      batteryFloorPercent: 40,
      fullScreen: true,
      temperatureMaxCelsius: 85,
      otherLoadMaxPercent: 50,
      freeMemoryEighths: 1,
    },
  },
  generous: {
    here: { cores: 4, memory: 4, upMB: 5 },
    away: { cores: 8, memory: 6, upMB: 10 },
    diskGB: 20,
    rules: {
      onlyPluggedIn: false,
      batteryFloorPercent: 20,
      fullScreen: false,
      temperatureMaxCelsius: 90,
      otherLoadMaxPercent: null,
      freeMemoryEighths: 1,
    },
  },
};

/** The terms of a preset on this machine; what is the person's alone (people, programs, week, watts) is kept. */
export function presetTerms(
  name: PresetName,
  machine: LendingMachine,
  present: LendingTerms,
): LendingTerms {
  const { here, away, diskGB, rules } = recipes[name];
  const amounts = (part: Recipe['here'], coresLeast: number): LendingAmounts => ({
    cores: Math.max(coresLeast, Math.round((machine.cores * part.cores) / 8)),
    memoryBytes: eighthsOf(machine.memoryBytes, part.memory),
    upBytesPerSecond: part.upMB * MB,
    downBytesPerSecond: 2 * part.upMB * MB,
  });
  return {
    ...present,
    here: amounts(here, 0),
    away: amounts(away, 1),
    diskBytes: Math.min(diskGB * GB, Math.floor((machine.diskFreeBytes ?? Infinity) / 4)),
    onlyPluggedIn: rules.onlyPluggedIn,
    batteryFloorPercent: rules.batteryFloorPercent,
    notWhile: { ...present.notWhile, fullScreen: rules.fullScreen },
    temperatureMaxCelsius: rules.temperatureMaxCelsius,
    memoryFreeBytesMin: eighthsOf(machine.memoryBytes, rules.freeMemoryEighths),
    otherLoadMaxPercent: rules.otherLoadMaxPercent,
  };
}

/** Half of the cores and of the memory at all times, and no rule switched on. `cores`: where one was chosen. */
export function firstTerms(machine: LendingMachine, cores: number | null): LendingTerms {
  const amounts = {
    cores: Math.min(machine.cores, cores ?? Math.max(1, Math.floor(machine.cores / 2))),
    memoryBytes: eighthsOf(machine.memoryBytes, 4),
    upBytesPerSecond: null,
    downBytesPerSecond: null,
  };
  return {
    here: amounts,
    away: amounts,
    other: amounts,
    week: everyHour('as_set'),
    awayAfterMinutes: 3,
    quietSeconds: 60,
    diskBytes: 10 * GB,
    onlyPluggedIn: false,
    batteryFloorPercent: null,
    notWhile: { programs: [], fullScreen: false },
    temperatureMaxCelsius: null,
    memoryFreeBytesMin: null,
    otherLoadMaxPercent: null,
    lendTo: 'anyone',
    chosen: [],
    blocked: [],
    wattsPerCore: null,
  };
}

/** What a preset means here, for people: "2 cores while you are here, 6 while you are away. …" */
export function presetSentence({ here, away, diskBytes }: LendingTerms): string {
  return (
    `${coresOf(here.cores)} while you are here, ${String(away.cores)} while you are away. ` +
    `Memory ${inUnits(here.memoryBytes)} and ${inUnits(away.memoryBytes)}, disk ${inUnits(diskBytes)}.`
  );
}

function coresOf(cores: number): string {
  return cores === 1 ? '1 core' : cores === 0 ? 'No core' : `${String(cores)} cores`;
}

/** `8 GB`, `1.5 GB`, `250 MB`: rounded, for people. */
export function inUnits(bytes: number): string {
  const [unit, name] = bytes >= 0.9995 * GB ? [GB, 'GB'] : [MB, 'MB'];
  return `${String(Number((bytes / unit).toPrecision(bytes / unit >= 100 ? 3 : 2)))} ${name}`;
}

function eighthsOf(bytes: number, eighths: number): number {
  return Math.floor((bytes * eighths) / 8);
}
