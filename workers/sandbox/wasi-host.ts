/**
 * What a WASI preview 1 program finds around it: its arguments, three streams in memory, and nothing else.
 * No environment, no folders, no sockets; time and chance come from a deterministic source.
 *
 * The library's own clock, random numbers, sockets and waiting are replaced, because they would reach the real
 * world or burn time; reading and writing too, because it copies what it writes before anybody can count it.
 */
import { WASI, wasi } from '@bjorn3/browser_wasi_shim';
import type { DeterministicSource } from './deterministic-source.ts';
import type { Caller, ModuleFunction } from './caller.ts';
import { hostCharges } from './host-charges.ts';
import { endJob } from './job-end.ts';
import type { MeteredRun } from './metered-run.ts';
import type { StandardStreams } from './standard-streams.ts';
import { wasiModule, wasiNames } from './wasi-names.ts';

export interface WasiHost {
  readonly imports: WebAssembly.ImportObject;
  /** Runs the program to its end and answers its exit code. Traps and ended jobs are thrown. */
  readonly start: (instance: WebAssembly.Instance, caller: Caller) => number;
}

type HostFunction = (...values: never[]) => unknown;

const vectorsMax = 1024;
const subscriptionsMax = 64;
const subscriptionBytes = 48;
const eventBytes = 32;
const programName = 'job.wasm';

export function createWasiHost(
  args: readonly string[],
  streams: StandardStreams,
  source: DeterministicSource,
  run: MeteredRun,
): WasiHost {
  const library = new WASI([programName, ...args], [], [...streams.descriptors], { debug: false });
  const memory = () => library.inst.exports.memory;
  const functions: { [name: string]: HostFunction } = {
    ...library.wasiImport,
    ...streamFunctions(memory, library),
    ...clockFunctions(memory, source),
    ...refusedFunctions(),
  };
  for (const name of wasiNames) functions[name] ??= () => wasi.ERRNO_NOSYS;
  return {
    imports: { [wasiModule]: charged(functions, run) },
    start(instance, caller) {
      const { memory: linear, _start: entry } = instance.exports as unknown as CommandExports;
      const begin = () => caller.call('entry', entry);
      // The library learns of the memory first: a start function may ask for something already.
      return library.start({ exports: { memory: linear, _start: begin } });
    },
  };
}

interface CommandExports {
  readonly memory: WebAssembly.Memory;
  readonly _start: ModuleFunction;
}

function charged(functions: { readonly [name: string]: HostFunction }, run: MeteredRun) {
  const all = Object.entries(functions).map(([name, called]) => [
    name,
    (...values: never[]) => {
      run.count.charge(hostCharges.call);
      return called(...values);
    },
  ]);
  return Object.fromEntries(all) as { readonly [name: string]: HostFunction };
}

type MemoryOf = () => WebAssembly.Memory;

function streamFunctions(memory: MemoryOf, library: WASI): { [name: string]: HostFunction } {
  return {
    fd_write(fd: number, vectors: number, count: number, written: number) {
      const stream = library.fds[fd];
      const { buffer } = memory();
      const view = new DataView(buffer);
      if (stream === undefined) return wasi.ERRNO_BADF;
      if (count >>> 0 > vectorsMax) return wasi.ERRNO_INVAL;
      let total = 0;
      for (const { start, length } of readVectors(view, vectors, count)) {
        const { ret, nwritten } = stream.fd_write(new Uint8Array(buffer, start, length));
        if (ret !== wasi.ERRNO_SUCCESS) return ret;
        total += nwritten;
      }
      view.setUint32(written >>> 0, total, true);
      return wasi.ERRNO_SUCCESS;
    },
    fd_read(fd: number, vectors: number, count: number, read: number) {
      const stream = library.fds[fd];
      const { buffer } = memory();
      const view = new DataView(buffer);
      if (stream === undefined) return wasi.ERRNO_BADF;
      if (count >>> 0 > vectorsMax) return wasi.ERRNO_INVAL;
      let total = 0;
      for (const { start, length } of readVectors(view, vectors, count)) {
        const target = new Uint8Array(buffer, start, length);
        const { ret, data } = stream.fd_read(length);
        if (ret !== wasi.ERRNO_SUCCESS) return ret;
        target.set(data);
        total += data.length;
        if (data.length < length) break;
      }
      view.setUint32(read >>> 0, total, true);
      return wasi.ERRNO_SUCCESS;
    },
  };
}

/** The pieces of memory that a program wants written or filled. */
function readVectors(view: DataView, at: number, count: number) {
  return Array.from({ length: count >>> 0 }, (_, index) => ({
    start: view.getUint32((at >>> 0) + 8 * index, true),
    length: view.getUint32((at >>> 0) + 8 * index + 4, true),
  }));
}

function clockFunctions(
  memory: MemoryOf,
  source: DeterministicSource,
): { [name: string]: HostFunction } {
  return {
    clock_time_get(_clock: number, _precision: bigint, time: number) {
      new DataView(memory().buffer).setBigUint64(time >>> 0, source.now(), true);
      return wasi.ERRNO_SUCCESS;
    },
    clock_res_get(_clock: number, resolution: number) {
      new DataView(memory().buffer).setBigUint64(resolution >>> 0, 1_000_000n, true);
      return wasi.ERRNO_SUCCESS;
    },
    random_get(start: number, length: number) {
      source.fill(new Uint8Array(memory().buffer, start >>> 0, length >>> 0));
      return wasi.ERRNO_SUCCESS;
    },
    sched_yield: () => wasi.ERRNO_SUCCESS,
    poll_oneoff: (first: number, events: number, count: number, ready: number) =>
      poll(new DataView(memory().buffer), source, { first, events, count, ready }),
  };
}

interface Poll {
  readonly first: number;
  readonly events: number;
  readonly count: number;
  readonly ready: number;
}

/** Every stream is ready at once; when only clocks are waited for, the clock is moved on to the first. */
function poll(view: DataView, source: DeterministicSource, asked: Poll): number {
  const count = asked.count >>> 0;
  if (count === 0 || count > subscriptionsMax) return wasi.ERRNO_INVAL;
  const all = Array.from({ length: count }, (_, index) =>
    wasi.Subscription.read_bytes(view, (asked.first >>> 0) + index * subscriptionBytes),
  );
  const streams = all.filter((one) => one.eventtype !== wasi.EVENTTYPE_CLOCK);
  const now = source.now();
  const waits = all
    .filter((one) => one.eventtype === wasi.EVENTTYPE_CLOCK)
    .map((one) => ({ one, nanoseconds: waitOf(one, now) }))
    .sort((a, b) => (a.nanoseconds < b.nanoseconds ? -1 : 1));
  const [shortest] = waits;
  const ready = streams.length > 0 || shortest === undefined ? streams : [shortest.one];
  if (streams.length === 0 && shortest !== undefined) source.sleep(shortest.nanoseconds);
  ready.forEach((one, index) => {
    const event = new wasi.Event(one.userdata, wasi.ERRNO_SUCCESS, one.eventtype);
    event.write_bytes(view, (asked.events >>> 0) + index * eventBytes);
  });
  view.setUint32(asked.ready >>> 0, ready.length, true);
  return wasi.ERRNO_SUCCESS;
}

function waitOf(subscription: wasi.Subscription, now: bigint): bigint {
  const isAbsolute = (subscription.flags & wasi.SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) !== 0;
  if (!isAbsolute) return subscription.timeout;
  return subscription.timeout > now ? subscription.timeout - now : 0n;
}

function refusedFunctions(): { [name: string]: HostFunction } {
  const noSockets = () => wasi.ERRNO_NOTSUP;
  return {
    sock_accept: noSockets,
    sock_recv: noSockets,
    sock_send: noSockets,
    sock_shutdown: noSockets,
    proc_raise: (signal: number) =>
      endJob('trapped', `The program ended itself with signal ${signal}.`),
  };
}
