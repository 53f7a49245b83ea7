/** A machine that says what a test tells it to. */
import type { LendingReadings } from '../../../shared/lending/readings.ts';
import type { Senses } from '../../../main/engine/limits/senses.ts';

export type ScriptedReadings = { -readonly [Key in keyof LendingReadings]: LendingReadings[Key] };

/** Reads from `readings` at each question, so that a test changes them as it goes. */
export function createScriptedSenses(readings: ScriptedReadings): Senses {
  return {
    seesInput: false,
    idleMs: () => readings.idleMs,
    otherLoadPercent: () => readings.otherLoadPercent,
    read: (wanted) =>
      Promise.resolve({
        battery: wanted.battery ? readings.battery : null,
        programs: readings.programs?.filter((program) => wanted.programs.includes(program)) ?? null,
        fullScreen: wanted.fullScreen ? readings.fullScreen : null,
        temperatureCelsius: wanted.temperature ? readings.temperatureCelsius : null,
        memoryFreeBytes: wanted.freeMemory ? readings.memoryFreeBytes : null,
      }),
    programs: () => Promise.resolve(readings.programs),
    diskFreeBytes: () => Promise.resolve(null),
    zoneOffsetMinutes: () => 0,
  };
}
