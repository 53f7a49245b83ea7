/**
 * Checks one generated module: the interpreter, the module as it is and the module metered must show the same, and the
 * metered one must have the interpreter's count, whatever it was granted in which portions.
 */
import { meterModule } from '../../../workers/meter/meter-module.ts';
import { readModuleLayout } from '../../../workers/sandbox/module-layout.ts';
import type { GeneratedModule } from '../wasm-generator/generate-module.ts';
import type { Grants } from './engine-run.ts';
import { plenty, runInEngine } from './engine-run.ts';
import type { Interpreted, Observation } from './observation.ts';
import { interpret, layoutOf } from './observation.ts';

/** `checked` and `skipped` are no faults; anything else is one, in words that stay the same while it is shrunk. */
export type Verdict = 'checked' | 'skipped' | (string & {});

export interface CheckChoices {
  /** Chooses the allowance after which the module is ended: any whole number. */
  readonly seed: number;
}

/** Units that a module may go on after its allowance: the contract says some ten thousand. */
const overrunMax = 10_000;
/** Bytes of a bulk operation that are paid at once. */
const bulkMax = 65_536;

export function checkModule(generated: GeneratedModule, { seed }: CheckChoices): Verdict {
  const { bytes } = generated;
  const expected = interpret(generated);
  if (expected.isTooLong) return 'skipped';
  const layout = layoutOf(bytes);
  // The engine shows nothing of a module whose start function traps.
  const hasStarted = expected.steps.every(({ hasEnded }, index) => hasEnded || index > 0);
  if (!expected.madeNan && !expected.wasCapped && hasStarted) {
    const compiled = compile(bytes);
    if (compiled === null) return 'the generated module is not valid';
    const found = runInEngine(compiled, layout, generated);
    const fault = differenceOf(expected, found);
    if (fault !== null) return `the interpreter and the engine differ in ${fault}`;
  }
  const moduleLayout = readModuleLayout(bytes);
  if (moduleLayout === null) return 'the layout is not read';
  const metered = meterModule(bytes, moduleLayout);
  if (!metered.ok) return 'the meter refuses the module';
  const compiled = compile(metered.value as Uint8Array<ArrayBuffer>);
  if (compiled === null) return 'the metered module is not valid';
  const run = (grants: Grants) => runInEngine(compiled, layout, generated, grants);
  const whole = run(plenty);
  const fault = differenceOf(expected, whole) ?? countFaultOf(expected, whole);
  if (fault !== null) return `the metered module differs in ${fault}`;
  return (
    portionFaultOf(expected, run, seed) ??
    exhaustionFaultOf(generated, expected, run, seed) ??
    'checked'
  );
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    return null;
  }
}

/** What can be seen of it, without the counts. */
export function differenceOf(expected: Observation, found: Observation): string | null {
  if (expected.isInstance !== found.isInstance) return 'whether the segments fit';
  const [ends, endsFound] = [expected.steps, found.steps];
  for (const [index, { outcome, hasEnded }] of ends.entries()) {
    if (hasEnded !== endsFound[index]!.hasEnded) return 'whether it ends by itself';
    if (outcome !== endsFound[index]!.outcome) return hasEnded ? 'its results' : 'its trap';
  }
  return differenceIn(expected, found);
}

/** What can be seen of it besides how its steps end. */
function differenceIn(expected: Observation, found: Observation): string | null {
  const callsOf = ({ hostCalls }: Observation) => hostCalls.map(({ call }) => call).join();
  if (callsOf(expected) !== callsOf(found)) return 'what it calls';
  if (expected.state.join(';') !== found.state.join(';')) return 'its globals or tables';
  const isNoted = expected.growthRefused !== null && found.growthRefused !== null;
  if (isNoted && expected.growthRefused !== found.growthRefused) return 'what growth it notes';
  return Buffer.compare(expected.memory, found.memory) === 0 ? null : 'its memory';
}

/** The count is exact whenever the module ends by itself or calls out. */
function countFaultOf(expected: Interpreted, found: Observation): string | null {
  const isExact = expected.steps.every(
    ({ hasEnded, count }, index) => !hasEnded || count === found.steps[index]!.count,
  );
  if (!isExact) return 'its count';
  const isExactThere = expected.hostCalls.every(
    ({ count }, index) => count === found.hostCalls[index]!.count,
  );
  return isExactThere ? null : 'its count when it calls out';
}

type Run = (grants: Grants) => Observation;

/**
 * In small portions everything must be as before. What a step does after it looked at the allowance for the last time is not
 * paid when it traps.
 */
function portionFaultOf(expected: Interpreted, run: Run, seed: number): string | null {
  const portion = portionOf(seed);
  const found = run({ ...plenty, portion });
  const fault = differenceOf(expected, found) ?? countFaultOf(expected, found);
  if (fault !== null) return `the metered module in small portions differs in ${fault}`;
  const isPaid = expected.steps.every(({ hasEnded, count }, index) => {
    const unpaid = count - found.steps[index]!.count;
    return hasEnded || (unpaid <= portion + overrunMax && unpaid >= -overrunMax);
  });
  return isPaid ? null : 'much of what it did before a trap is not paid';
}

const portionOf = (seed: number) => [1, 7, 60, 250, 1000][(seed >>> 0) % 5]!;

/** A step that is ended is ended at the same place in any portions, and what it did until then it has paid. */
function exhaustionFaultOf(
  generated: GeneratedModule,
  expected: Interpreted,
  run: Run,
  seed: number,
): string | null {
  const most = Math.max(...expected.steps.map(({ count }) => count));
  if (most < 2) return null;
  const step = expected.steps.findIndex(({ count }) => count === most);
  const allowance = (seed >>> 3) % most;
  const once = run({ allowance, portion: allowance, step });
  const { outcome, count } = once.steps[step]!;
  const often = run({ allowance, portion: portionOf(seed), step });
  const unlike = differenceOf(once, often);
  if (unlike !== null) return `exhausted in other portions it differs in ${unlike}`;
  if (outcome !== 'exhausted') return most > allowance + overrunMax ? 'it is not ended' : null;
  if (often.steps[step]!.count !== count) return 'exhausted in other portions its count differs';
  if (count <= allowance) return 'it is ended although something is left';
  if (count > allowance + overrunMax + bulkMax) return 'it goes on long after its allowance';
  // Where the interpreter is when it has used as much; a bulk operation may just have been paid and not be done.
  const differs = (stopsAtBulk: boolean) => {
    const stopped = interpret(generated, { step, count, stopsAtBulk });
    return stopped.bulkInParts ? null : differenceIn(stopped, once);
  };
  const difference = differs(false);
  if (difference === null || differs(true) === null) return null;
  return `when it is exhausted it has done more or less than it paid: ${difference}`;
}
