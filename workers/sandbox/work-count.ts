/**
 * Grants a module its work and knows how much of it was done.
 *
 * Work is granted up to the next multiple of a fixed portion, and at the end exactly what is left of the
 * allowance. The portion is never fitted to the machine's speed: a module that traps has settled its count up to
 * some place between two yields, and only with yields at the same places everywhere is that count the same
 * everywhere. It is small enough that a yield comes every few milliseconds on slow machines and slow
 * modules, and large enough that a yield (some 0.2 µs) costs less than a hundredth on fast ones. It is a part of
 * the count: who changes it changes `meterVersion` with it.
 */
import { meterExports } from '../meter/contract.ts';
import { endJob } from './job-end.ts';

export interface WorkCount {
  readonly attach: (instance: WebAssembly.Instance) => void;
  /** Units done, the host's charges included. */
  readonly done: () => number;
  /** Of those, the ones that were done elsewhere. */
  readonly doneElsewhere: () => number;
  /** Adds the host's own work, before it is done. Ends the job when the allowance does not cover it. */
  readonly charge: (units: number) => void;
  /** Lets the module work on. Ends the job when its allowance is used up. */
  readonly grant: () => void;
  /** Goes on counting from so many units, for a slice that was begun elsewhere. */
  readonly resumeAt: (units: number) => void;
}

/** Half a million units take 0.05 to 5 ms. */
export const portionUnits = 2 ** 19;

export function createWorkCount(workUnits: number, portion = portionUnits): WorkCount {
  let left: WebAssembly.Global | null = null;
  let granted = 0;
  /** What was charged while no instance was there. */
  let before = 0;
  let elsewhere = 0;

  const done = () => (left === null ? before : granted - Number(left.value));

  function grant(): void {
    const units = done();
    if (units > workUnits)
      endJob(
        'ceiling_reached',
        `The slice used all the work that it may use, ${workUnits} instructions. ` +
          'Raise the ceiling, or give it less to do.',
      );
    set(units);
  }

  function set(units: number): void {
    granted = Math.min(workUnits, (Math.floor(units / portion) + 1) * portion);
    if (left !== null) left.value = BigInt(granted - units);
  }

  return {
    attach(instance) {
      left = (instance.exports[meterExports.left] as WebAssembly.Global | undefined) ?? null;
      set(before);
    },
    done,
    doneElsewhere: () => elsewhere,
    charge(units) {
      if (left === null) before += units;
      else left.value = BigInt(granted - done() - units);
      if (done() > workUnits) grant();
    },
    grant,
    resumeAt(units) {
      before = units;
      elsewhere = units;
      set(units);
    },
  };
}
