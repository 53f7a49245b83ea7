/** Which terms a machine can keep: each wrong value is refused by name, whoever typed it. */
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { inUnits } from './presets.ts';
import { termBounds } from './terms.ts';
import type { LendingAmounts, LendingMachine, LendingTerms } from './terms.ts';

/** In the order in which they are looked for. */
export const termRefusals = [
  'cores_out_of_range',
  'memory_out_of_range',
  'speed_out_of_range',
  'minutes_out_of_range',
  'quiet_out_of_range',
  'disk_out_of_range',
  'battery_out_of_range',
  'program_name_wrong',
  'temperature_out_of_range',
  'free_memory_out_of_range',
  'load_out_of_range',
  'watts_out_of_range',
  'nobody_chosen',
] as const;
export type TermRefusal = (typeof termRefusals)[number];

const columns = [
  ['here', 'while you are here'],
  ['away', 'while you are away'],
  ['other', 'in the hours of other limits'],
] as const;

/** The terms as they came, or the first thing that is wrong with them. */
export function checkTerms(
  terms: LendingTerms,
  machine: LendingMachine,
): Result<LendingTerms, Refusal<TermRefusal>> {
  for (const [column, when] of columns) {
    const wrong = wrongAmounts(terms[column], machine, when);
    if (wrong !== null) return wrong;
  }
  const b = termBounds;
  return (
    outside('minutes_out_of_range', terms.awayAfterMinutes, b.awayAfterMinutes, 'minutes') ??
    outside('quiet_out_of_range', terms.quietSeconds, b.quietSeconds, 'seconds of quiet') ??
    outside('disk_out_of_range', terms.diskBytes, b.diskBytes, 'bytes of disk') ??
    outside('battery_out_of_range', terms.batteryFloorPercent, b.batteryPercent, '% of battery') ??
    wrongPrograms(terms) ??
    outside('temperature_out_of_range', terms.temperatureMaxCelsius, b.celsius, '°C') ??
    wrongFreeMemory(terms, machine) ??
    outside('load_out_of_range', terms.otherLoadMaxPercent, b.loadPercent, '% of the processor') ??
    outside('watts_out_of_range', terms.wattsPerCore, b.wattsPerCore, 'watts a core') ??
    (terms.lendTo === 'chosen' && terms.chosen.length === 0
      ? refuse('nobody_chosen', 'Choose at least one person, or lend to anyone.')
      : ok(terms))
  );
}

type Wrong = ReturnType<typeof refuse<TermRefusal>>;

function wrongAmounts(
  { cores, memoryBytes, upBytesPerSecond, downBytesPerSecond }: LendingAmounts,
  machine: LendingMachine,
  when: string,
): Wrong | null {
  if (cores > machine.cores) {
    return refuse(
      'cores_out_of_range',
      `This computer has ${String(machine.cores)} cores: choose between 0 and that many ${when}.`,
    );
  }
  if (memoryBytes > machine.memoryBytes) {
    return refuse(
      'memory_out_of_range',
      `This computer has ${inUnits(machine.memoryBytes)} of memory: choose no more ${when}.`,
    );
  }
  const { least, most } = termBounds.bytesPerSecond;
  const isWrong = (speed: number | null) => speed !== null && (speed < least || speed > most);
  return isWrong(upBytesPerSecond) || isWrong(downBytesPerSecond)
    ? refuse('speed_out_of_range', `Choose at least 10 kB/s ${when}, or no limit.`)
    : null;
}

function outside(
  name: TermRefusal,
  value: number | null,
  { least, most }: { readonly least: number; readonly most: number },
  unit: string,
): Wrong | null {
  if (value === null || (value >= least && value <= most)) return null;
  return refuse(name, `Choose between ${String(least)} and ${String(most)} ${unit}.`);
}

function wrongPrograms({ notWhile: { programs } }: LendingTerms): Wrong | null {
  const wrong = programs.find(
    (program, at) => program.trim() !== program || program === '' || programs.indexOf(program) < at,
  );
  return wrong === undefined
    ? null
    : refuse(
        'program_name_wrong',
        wrong.trim() === ''
          ? 'Name the program: an empty name is none.'
          : `Name each program once, without spaces around it: “${wrong}”.`,
      );
}

function wrongFreeMemory(
  { memoryFreeBytesMin }: LendingTerms,
  { memoryBytes }: LendingMachine,
): Wrong | null {
  if (memoryFreeBytesMin === null || memoryFreeBytesMin < memoryBytes) return null;
  return refuse(
    'free_memory_out_of_range',
    `This computer has ${inUnits(memoryBytes)} of memory: so much can never be free.`,
  );
}
