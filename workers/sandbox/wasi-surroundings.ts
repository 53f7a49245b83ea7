import type { WASI } from '@bjorn3/browser_wasi_shim';
import type { DeterministicSource } from './deterministic-source.ts';
import type { MeteredRun } from './metered-run.ts';
import type { HostMemory } from './wasi-memory.ts';

/** Functions that a program imports, by their names. */
export interface HostFunctions {
  readonly [name: string]: (...values: never[]) => unknown;
}

/** What the functions of the host have at hand. */
export interface WasiSurroundings {
  readonly memory: HostMemory;
  readonly library: WASI;
  readonly libraryFunctions: WASI['wasiImport'];
  readonly source: DeterministicSource;
  readonly run: Pick<MeteredRun, 'count' | 'overseer' | 'memory'>;
}
