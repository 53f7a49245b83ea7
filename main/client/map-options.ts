/** How a program wants its work done. */
import type { Certainty } from '../../shared/api/jobs-shape.ts';

export interface MapOptions {
  /** CPU-hours that all of it may cost at most. It never costs more; what is not used stays yours. */
  readonly ceiling: number;
  /** How many people must agree on each result: 1, 2 (if left out) or 3. */
  readonly copies?: 1 | 2 | 3;
  /** Instead of `copies`: `spot` for spot checks that become rarer as people prove themselves. */
  readonly certainty?: Certainty;
  /** Who may run it: people by their names or ids, or the beginnings of ids. Anyone if left out. */
  readonly only?: readonly string[];
  /** Whether those may run it with whom you have exchanged hours before; together with those of `only`. */
  readonly known?: boolean;
  /** What the job is called in the list. */
  readonly name?: string;
  /** Exported function of a WebAssembly module; `run` or `_start` if left out. */
  readonly entry?: string;
  /** Arguments, for a WASI command and as `context.args`. */
  readonly args?: readonly string[];
  /** Bytes of memory of each slice; 256 MiB if left out. */
  readonly memoryBytes?: number;
  /** The longest that one slice may take by the clock, in milliseconds; an hour if left out. */
  readonly wallMs?: number;
}
