/**
 * What a WASI preview 1 program finds around it: its arguments, three streams, a folder in memory with its
 * input in `/input`, and nothing else. No environment, no files of the host, no sockets; time and chance come
 * from a deterministic source.
 *
 * Of the library those functions stay that only look into its descriptors. Its clock, random numbers, sockets
 * and waiting would reach the real world or burn time; its reading, writing and paths trust lengths and
 * counts. Each call is charged to the job's count before it is done.
 */
import { WASI, wasi } from '@bjorn3/browser_wasi_shim';
import type { Caller, ModuleFunction } from './caller.ts';
import type { DeterministicSource } from './deterministic-source.ts';
import { hostCharges } from './host-charges.ts';
import { endJob } from './job-end.ts';
import type { StandardStreams } from './standard-streams.ts';
import { createFileStore, type FileStore } from './virtual-files.ts';
import { OpenVirtualFolder, VirtualFile, VirtualFolder } from './virtual-files.ts';
import { ioFunctions } from './wasi-io.ts';
import { createHostMemory } from './wasi-memory.ts';
import { wasiModule, wasiNames } from './wasi-names.ts';
import { pathFunctions } from './wasi-paths.ts';
import type { HostFunctions, WasiSurroundings } from './wasi-surroundings.ts';
import { timeFunctions } from './wasi-time.ts';

export interface WasiHost {
  readonly imports: WebAssembly.ImportObject;
  /** What the program has open, by number; gaps are closed ones. */
  readonly descriptors: WASI['fds'];
  readonly files: FileStore;
  readonly root: VirtualFolder;
  /** The instance's memory is the one that is meant from now on. */
  readonly attach: (instance: WebAssembly.Instance) => void;
  /** Runs the program to its end and answers its exit code. Traps and ended jobs are thrown. */
  readonly start: (instance: WebAssembly.Instance, caller: Caller) => number;
}

interface CommandExports {
  readonly memory: WebAssembly.Memory;
  readonly _start: ModuleFunction;
}

const programName = 'job.wasm';
const inputName = 'input';
export const rootPath = '/';

export function createWasiHost(
  { args, input }: { readonly args: readonly string[]; readonly input: Uint8Array },
  streams: StandardStreams,
  source: DeterministicSource,
  run: WasiSurroundings['run'],
): WasiHost {
  const files = createFileStore(run.memory);
  const root = rootWith(input, files);
  const descriptors = [...streams.descriptors, new OpenVirtualFolder(root, rootPath)];
  const library = new WASI([programName, ...args], [], descriptors, { debug: false });
  const memory = createHostMemory(() => library.inst.exports.memory);
  const around = { memory, library, libraryFunctions: library.wasiImport, source, run };
  const functions: { [name: string]: HostFunctions[string] } = {
    ...library.wasiImport,
    ...ioFunctions(around),
    ...pathFunctions(around),
    ...timeFunctions(around),
    ...refusedFunctions(),
  };
  for (const name of wasiNames) functions[name] ??= () => wasi.ERRNO_NOSYS;
  return {
    imports: { [wasiModule]: charged(functions, run) },
    descriptors: library.fds,
    files,
    root,
    attach({ exports }) {
      library.inst = { exports: { memory: exports['memory'] as never } };
    },
    start(instance, caller) {
      const { memory: linear, _start: entry } = instance.exports as unknown as CommandExports;
      const begin = () => caller.call('entry', entry);
      return library.start({ exports: { memory: linear, _start: begin } });
    },
  };
}

/** The folder that a program may use, which is open as its descriptor 3. */
function rootWith(input: Uint8Array, files: FileStore): VirtualFolder {
  const root = new VirtualFolder(files, 1n);
  root.put(inputName, new VirtualFile(files, 2n, input));
  files.nextInode = 3n;
  return root;
}

function charged(functions: HostFunctions, run: WasiSurroundings['run']): HostFunctions {
  const all = Object.entries(functions).map(([name, called]) => [
    name,
    (...values: never[]) => {
      run.count.charge(hostCharges.call);
      return called(...values);
    },
  ]);
  return Object.fromEntries(all) as HostFunctions;
}

function refusedFunctions(): HostFunctions {
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
