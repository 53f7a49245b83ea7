/**
 * Leaves a kernel that is no job, QuickJS or SQLite, in the middle of one of its host's calls, or takes it up there.
 *
 * The host is JavaScript, of which nothing can be kept: so the second process does with a fresh module what the
 * host did before that call, and at the call puts memory, globals and frames where they were left. The
 * modules are large: `form` makes the form that can be left, in about a minute of a core for each.
 *
 * `form|leave|take-up FOLDER NAME` prints a line of JSON for each run: without being left, left, and taken up.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { assert } from '../../../shared/base/assert.ts';
import { createFrames, type Place } from '../../../workers/checkpoint/frames.ts';
import { readGlobals, writeGlobals } from '../../../workers/checkpoint/globals.ts';
import { framesExport, makeLeavable } from '../../../workers/checkpoint/leavable.ts';
import { meterExports, meterModuleName, stackBytesMax } from '../../../workers/meter/contract.ts';
import { meterModule } from '../../../workers/meter/meter-module.ts';
import { createWorkCount } from '../../../workers/sandbox/work-count.ts';
import { readModuleLayout } from '../../../workers/sandbox/module-layout.ts';
import { type Kernel, kernels } from './kernels.ts';
import { type Instantiate, startKernel } from './start-kernel.ts';

/** What is kept of a kernel that was left. */
interface Left {
  readonly place: Place;
  /** Which of the host's calls it was in, counted from one. */
  readonly callNumber: number;
  readonly workCount: number;
  readonly globals: readonly bigint[];
  readonly memory: Uint8Array;
}

export interface HostedRun {
  readonly sum: string;
  /** What was done in the process before included. */
  readonly count: number;
  /** How far it had come when it was left; null for one that never was. */
  readonly leftAt: number | null;
}

interface Plan {
  readonly module: WebAssembly.Module;
  readonly portion: number;
  /** The units after which it is left; infinite for never. */
  readonly leaveFrom: number;
  readonly from: Left | null;
}

type Call = (...values: unknown[]) => unknown;

async function run(kernel: Kernel, { module, portion, leaveFrom, from }: Plan) {
  const work = createWorkCount(2 ** 53 - 1, portion);
  let instance: WebAssembly.Instance | null = null;
  let left: Left | null = null;
  let isLeaving = false;
  let callNumber = 0;
  /** Calls between host and module that are open: only out of the first can it be left. */
  let open = 0;

  const frames = createFrames(from?.place ?? null, (place) => {
    assert(instance !== null, 'what is left was there');
    const memory = new Uint8Array(memoryOf(instance).buffer).slice();
    left = { place, callNumber, workCount: work.done(), globals: readGlobals(instance), memory };
  });
  const within = (called: Call): Call =>
    function inside(...values) {
      open += 1;
      try {
        return called(...values);
      } finally {
        open -= 1;
      }
    };
  const byHost = (called: Call): Call =>
    within((...values) => {
      if (open > 1) return called(...values);
      callNumber += 1;
      if (from !== null && callNumber !== from.callNumber) return called(...values);
      if (from !== null && instance !== null) restore(instance, from);
      if (from !== null) work.resumeAt(from.workCount);
      return frames.call('entry', called, ...(values as number[]));
    });
  const meter = {
    slice() {
      frames.arrive();
      const isHere = !isLeaving && open === 1 && work.done() >= leaveFrom;
      isLeaving ||= isHere && frames.leave();
      if (isHere && isLeaving) return;
      work.grant();
    },
    too_deep: () => assert(false, 'the kernel needs less stack'),
    no_memory: () => assert(false, 'the machine has the memory'),
  };
  const instantiate: Instantiate = (imports) => {
    const given = mapped(imports, (names) => mapped(names, (one) => wrapped(one, within)));
    instance = new WebAssembly.Instance(module, {
      ...(given as WebAssembly.Imports),
      [meterModuleName]: meter,
    });
    work.attach(instance);
    frames.attach(instance);
    (instance.exports[meterExports.depth] as { value: number }).value = stackBytesMax;
    (instance.exports[meterExports.start] as (() => void) | undefined)?.();
    return { exports: mapped(instance.exports, (one) => wrapped(one, byHost)) } as never;
  };

  const sum = (await startKernel(kernel, kernel.smallSize, instantiate))();
  return { sum, count: work.done(), left: left as Left | null };
}

function mapped<Value>(
  all: Readonly<{ [name: string]: Value }>,
  change: (one: Value) => unknown,
): Readonly<{ [name: string]: unknown }> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}

function wrapped(one: unknown, wrap: (called: Call) => Call): unknown {
  return typeof one === 'function' ? wrap(one as Call) : one;
}

function restore(instance: WebAssembly.Instance, from: Left): void {
  const memory = memoryOf(instance);
  const missing = (from.memory.length - memory.buffer.byteLength) / 65_536;
  if (missing > 0) memory.grow(missing); // even by nothing, it takes the host's view of the memory away
  new Uint8Array(memory.buffer).set(from.memory);
  assert(writeGlobals(instance, from.globals), 'the globals are those of the module');
}

function memoryOf({ exports }: WebAssembly.Instance): WebAssembly.Memory {
  const found = Object.entries(exports).find(
    ([name, one]) => name !== framesExport && one instanceof WebAssembly.Memory,
  );
  assert(found !== undefined, 'the kernel exports its memory');
  return found[1] as WebAssembly.Memory;
}

function meteredForm(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const layout = readModuleLayout(bytes);
  assert(layout !== null, 'the module is whole');
  const metered = meterModule(bytes, layout);
  assert(metered.ok, 'the module can be metered');
  return new Uint8Array(metered.value);
}

const [action = '', folder = '', name = ''] = process.argv.slice(2);
const [formFile, leftFile] = [join(folder, `${name}.form`), join(folder, `${name}.left`)];
const found = kernels.find((kernel) => kernel.name === name);
assert(found !== undefined, 'the kernel is known');
const formModule = () => new WebAssembly.Module(new Uint8Array(readFileSync(formFile)));
const usual = { portion: 2 ** 19, leaveFrom: Infinity, from: null };

if (action === 'form') {
  const made = await makeLeavable(meteredForm(found.bytes()));
  assert(made.ok, made.ok ? '' : made.error);
  writeFileSync(formFile, made.value);
} else if (action === 'leave') {
  const module = new WebAssembly.Module(meteredForm(found.bytes()));
  const plain = await run(found, { ...usual, module });
  const portion = Math.floor(plain.count / 16);
  const leaveFrom = plain.count / 2;
  const { left, ...whole } = await run(found, {
    module: formModule(),
    portion,
    leaveFrom,
    from: null,
  });
  writeFileSync(leftFile, serialize(left));
  say({ sum: plain.sum, count: plain.count, leftAt: null });
  say({ ...whole, leftAt: left?.workCount ?? null });
} else {
  const from = deserialize(readFileSync(leftFile)) as Left;
  const { sum, count } = await run(found, { ...usual, module: formModule(), from });
  say({ sum, count, leftAt: from.workCount });
}

function say(result: HostedRun): void {
  console.log(JSON.stringify(result));
}
