/**
 * Decides whether source text may run as a JavaScript job, without running any of it.
 *
 * It is read by the same QuickJS that would run it. Whether there is a default export is known only when another
 * module imports it; so one does, and before it a module that throws, and stops all others from being run.
 */
import type { Refusal, Result } from '../../shared/base/result.ts';
import { ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { ModuleRefusalName, ModuleReport } from '../../shared/jobs/task.ts';
import { createDeterministicSource } from './deterministic-source.ts';
import { refused } from './job-end.ts';
import { createMeteredRun } from './metered-run.ts';
import { quickJsModule } from './quickjs/engine.ts';
import { evaluation, jobFile, Machine, outOfMemory, type Value } from './quickjs/machine.ts';
import { createSurroundings } from './quickjs/surroundings.ts';
import { inWords } from './quickjs/thrown.ts';
import { quoted } from './sentence.ts';
import { withoutMark } from './utf8.ts';

/**
 * What reading a source may cost. A dense one of 1 MiB took a fifth of the work in trials, and one of 8 MiB that is
 * mostly data a third; one that is refused takes some seconds.
 */
const reading = {
  limits: {
    memoryBytes: limits.memoryBytesMax,
    cpuMicroseconds: 30_000_000,
    workUnits: 40_000_000_000,
    wallMs: 45_000,
    outputBytes: 0,
  },
  checkpointEvery: null,
};
const utf8 = new TextEncoder();
const stop = utf8.encode('throw undefined');
const importer = utf8.encode(`import 'stop'; import run from '${jobFile}';`);

/** What the source is, or why it does not run. `bytes` are no larger than a module may be. */
export function inspectJavaScript(
  bytes: Uint8Array,
): Result<ModuleReport, Refusal<ModuleRefusalName>> {
  const interpreter = quickJsModule();
  const seed = new Uint8Array(32);
  const run = createMeteredRun(reading, null, {});
  let memory: WebAssembly.Memory | null = null;
  const surroundings = createSurroundings({
    memory: () => memory ?? outOfMemory(),
    source: createDeterministicSource(() => seed),
    seed,
    charge: run.count.charge,
  });
  try {
    run.begin();
    const imports = { ...surroundings.imports, ...run.imports };
    const instance = new WebAssembly.Instance(interpreter, imports);
    run.attach(instance);
    memory = instance.exports['memory'] as WebAssembly.Memory;
    const memoryBytes = memory.buffer.byteLength;
    const machine = new Machine(instance);
    machine.limitMemory(reading.limits.memoryBytes);
    const problem = problemOf(machine, withoutMark(bytes));
    return problem ?? ok({ kind: 'javascript', entries: ['run'], imports: [], memoryBytes });
  } catch (error) {
    const { name } = run.explain(error);
    const why = name === 'trapped' ? 'it nests too deeply' : 'reading it takes too much';
    return refused('not_javascript', `This JavaScript is not taken: ${why}.`);
  }
}

type Refused = ReturnType<typeof refused>;

function problemOf(machine: Machine, source: Uint8Array): Refused | null {
  const job = machine.evaluate(source, jobFile, evaluation.moduleOnly);
  if (!job.ok) return unreadable(machine, job.error);
  machine.evaluate(stop, 'stop', evaluation.moduleOnly);
  const imported = machine.evaluate(importer, 'importer', evaluation.module);
  if (imported.ok) return null;
  const why = inWords(machine, imported.error);
  if (!why.includes(`export 'default'`)) return unreadable(machine, imported.error);
  const how = quoted('export default function run(input, ctx)');
  return refused('unknown_entry', `This JavaScript has no default export. Write ${how}.`);
}

function unreadable(machine: Machine, error: Value): Refused {
  const why = inWords(machine, error);
  const wanted = /could not load module '(.*)'/.exec(why)?.[1];
  if (wanted === undefined)
    return refused('not_javascript', `This JavaScript cannot be read: ${why}.`);
  return refused(
    'import_refused',
    `This JavaScript imports ${quoted(wanted)}. A job is one file: bundle what it needs into it.`,
  );
}
