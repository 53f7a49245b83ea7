/**
 * One virtual machine of QuickJS, for one slice, in words that a slice needs.
 *
 * Only strings and bytes cross its border: no object or function of ours is ever inside, and of what is inside
 * the host holds addresses. Whatever an address says is checked against the machine's memory before it is read.
 * Nothing is given back: the machine ends with its slice.
 */
import { limits } from '../../../shared/domain/limits.ts';
import { meterExports, stackBytesMax } from '../../meter/contract.ts';
import { endJob } from '../job-end.ts';
import type { QuickJsExports } from './exports.ts';
import { prelude } from './prelude.ts';
import { tapeBytes } from './tape.ts';

/** The address of a value in the machine. */
export type Value = number;

/** What came of running something inside: a value, or what was thrown. */
export type Completion =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Value };

/** The functions of the prelude. */
type Tool = 'call' | 'write' | 'explain' | 'said';

/** The file name that stands in a job's own errors; the prelude knows it too. */
export const jobFile = 'job.js';

/** How source text is taken: as a classic script, as a module, or as a module that does not run yet. */
export const evaluation = { script: 0, module: 1, moduleOnly: 33 } as const;

/**
 * Everything but `performance`, a clock. The numbers are bits of `qjs_init2`: Date, eval, RegExp, JSON, Proxy,
 * Map and Set, typed arrays, Promise, BigInt, WeakRef, (performance), DOMException, atob and btoa.
 */
const intrinsics = 0b1_1011_1111_1111;
/**
 * What QuickJS guards: some 1,400 calls. A deeper recursion throws a RangeError, which a job can
 * catch. The meter counts some 4 KiB for each, so this one module, which is known, may have twice what others have.
 */
const stackBytes = 384 * 1024;
const depthBytes = 2 * stackBytesMax;
/** What is left to the machine for its own errors, and to the host for handing things over. */
const reserveBytes = 256 * 1024;

const utf8 = new TextEncoder();
const preludeBytes = utf8.encode(prelude(limits.consoleLength));

export class Machine {
  readonly #qjs: QuickJsExports;
  readonly #tools: Value;
  /** Where its tape lies. */
  readonly #tapeStart: number;

  /** Begins the machine in a fresh instance. The work counts as the job's own. */
  constructor(instance: WebAssembly.Instance) {
    this.#qjs = instance.exports as unknown as QuickJsExports;
    const depth = instance.exports[meterExports.depth] as WebAssembly.Global | undefined;
    if (depth !== undefined) depth.value = depthBytes;
    this.#qjs._initialize();
    if (this.#qjs.qjs_init2(intrinsics) !== 0) outOfMemory();
    this.#qjs.qjs_set_max_stack_size(stackBytes);
    const tools = this.evaluate(preludeBytes, 'prelude.js', evaluation.script);
    this.#tools = tools.ok ? tools.value : outOfMemory();
    const tape = this.property(this.#tools, 'tape');
    this.#tapeStart = this.bytesOf(tape.ok ? tape.value : outOfMemory()).byteOffset;
  }

  /** What the job has said, wherever it is at the moment. */
  tape(): Uint8Array {
    return this.#region(this.#tapeStart, tapeBytes);
  }

  /** Lets the machine's own memory grow to so much, less what its instance holds already. */
  limitMemory(memoryBytes: number): void {
    const own = memoryBytes - this.#qjs.memory.buffer.byteLength - reserveBytes;
    this.#qjs.qjs_set_memory_limit(Math.max(own, 1));
  }

  evaluate(source: Uint8Array, file: string, how: number): Completion {
    const code = this.#place(source);
    const name = this.#place(utf8.encode(file));
    const completion = this.#completionOf(this.#qjs.qjs_eval(code, source.length, name, how));
    this.#qjs.wasm_free(code);
    this.#qjs.wasm_free(name);
    return completion;
  }

  /** Calls a function of the prelude. */
  use(tool: Tool, ...values: readonly Value[]): Completion {
    const run = this.property(this.#tools, tool);
    if (!run.ok) return run;
    const list = this.#allocate(4 * Math.max(values.length, 1));
    const view = this.#view();
    values.forEach((value, index) => {
      view.setUint32(list + 4 * index, value, true);
    });
    const self = this.undefined();
    return this.#completionOf(this.#qjs.qjs_call(run.value, self, values.length, list));
  }

  /** Does all that waits to be done, and then takes a promise for what became of it. */
  settle(value: Value): Completion | 'pending' {
    if (this.#qjs.qjs_is_promise(value) === 0) return { ok: true, value };
    for (;;) {
      const done = this.#qjs.qjs_execute_pending_job();
      if (done < 0) return this.#thrown();
      if (done === 0) break;
    }
    const state = this.#qjs.qjs_promise_state(value);
    if (state === 0) return 'pending';
    const result = given(this.#qjs.qjs_promise_result(value));
    return state === 1 ? { ok: true, value: result } : { ok: false, error: result };
  }

  property(value: Value, name: string): Completion {
    const place = this.#place(utf8.encode(name));
    return this.#completionOf(this.#qjs.qjs_get_prop_string(value, place));
  }

  undefined(): Value {
    return given(this.#qjs.qjs_get_undefined());
  }

  number(value: number): Value {
    return given(this.#qjs.qjs_new_number(value));
  }

  /** `text` is UTF-8. */
  string(text: Uint8Array): Value {
    return this.#made(text, (start, length) => this.#qjs.qjs_new_string(start, length));
  }

  bytes(bytes: Uint8Array): Value {
    return this.#made(bytes, (start, length) => this.#qjs.qjs_new_uint8_array(start, length));
  }

  isUndefined(value: Value): boolean {
    return this.#qjs.qjs_is_undefined(value) !== 0;
  }

  isString(value: Value): boolean {
    return this.#qjs.qjs_is_string(value) !== 0;
  }

  isFunction(value: Value): boolean {
    return this.#qjs.qjs_is_function(value) !== 0;
  }

  /** Where the text of a string lies, in UTF-8. */
  textOf(value: Value): Uint8Array {
    const length = this.#allocate(4);
    const start = given(this.#qjs.qjs_get_string_len(value, length));
    return this.#region(start, this.#view().getUint32(length, true));
  }

  /** Where the bytes of a Uint8Array lie. */
  bytesOf(value: Value): Uint8Array {
    const numbers = this.#allocate(16);
    const buffer = this.#completionOf(
      this.#qjs.qjs_get_typed_array_buffer(value, numbers, numbers + 4, numbers + 8),
    );
    if (!buffer.ok) return endJob('bad_result', 'The result cannot be read.');
    const start = this.#qjs.qjs_get_array_buffer(buffer.value, numbers + 12) >>> 0;
    const view = this.#view();
    const [offset, length] = [view.getUint32(numbers, true), view.getUint32(numbers + 4, true)];
    return length === 0 ? new Uint8Array() : this.#region(start + offset, length);
  }

  #region(start: number, length: number): Uint8Array {
    const { buffer } = this.#qjs.memory;
    if (start + length > buffer.byteLength)
      return endJob('bad_result', 'The result lies outside the memory of the job.');
    return new Uint8Array(buffer, start, length);
  }

  #completionOf(value: number): Completion {
    const isThrown = this.#qjs.qjs_is_exception(given(value)) !== 0;
    return isThrown ? this.#thrown() : { ok: true, value: value >>> 0 };
  }

  #thrown(): Completion {
    return { ok: false, error: given(this.#qjs.qjs_get_exception()) };
  }

  #made(bytes: Uint8Array, make: (start: number, length: number) => number): Value {
    const start = this.#place(bytes);
    const value = this.#completionOf(make(start, bytes.length));
    this.#qjs.wasm_free(start);
    return value.ok ? value.value : outOfMemory();
  }

  /** Copies bytes in and puts a zero behind them, as C wants of a text. */
  #place(bytes: Uint8Array): number {
    const start = this.#allocate(bytes.length + 1);
    const { buffer } = this.#qjs.memory;
    const target = new Uint8Array(buffer, start, bytes.length + 1);
    target.set(bytes);
    target[bytes.length] = 0;
    return start;
  }

  #allocate(bytes: number): number {
    return given(this.#qjs.wasm_malloc(bytes));
  }

  #view(): DataView {
    return new DataView(this.#qjs.memory.buffer);
  }
}

/** An address as it comes from the machine, which answers with none when it has no memory left. */
function given(address: number): number {
  return address === 0 ? outOfMemory() : address >>> 0;
}

export function outOfMemory(): never {
  return endJob(
    'out_of_memory',
    'The JavaScript ran out of memory. Give the job more memory, or less to do.',
  );
}
