/**
 * All that QuickJS finds outside itself: a clock that says nothing about the real world, and chance from the seed.
 *
 * QuickJS seeds `Math.random` with the time at which its machine begins. So the first looks at the clock are
 * answered with the seed, until the machine stands; then the clock begins where it does for every job.
 * The bridge to functions of the host is never opened, so nothing can come over it.
 */
import type { DeterministicSource } from '../deterministic-source.ts';
import { hostCharges } from '../host-charges.ts';
import { endJob } from '../job-end.ts';
import { wasiModule } from '../wasi-names.ts';

export interface SurroundingsNeeds {
  /** Asked for once the instance stands. */
  readonly memory: () => WebAssembly.Memory;
  readonly source: DeterministicSource;
  /** At least 16 bytes. */
  readonly seed: Uint8Array;
  /** Adds what the host does to the job's count. */
  readonly charge: (units: number) => void;
}

export interface Surroundings {
  readonly imports: WebAssembly.ImportObject;
  /** From here on the clock is the job's. */
  readonly begin: () => void;
}

const success = 0;
const badDescriptor = 8;

export function createSurroundings({
  memory,
  source,
  seed,
  charge,
}: SurroundingsNeeds): Surroundings {
  const words = new DataView(seed.buffer, seed.byteOffset, seed.byteLength);
  // Microseconds are all that is kept of it, as a signed number.
  const firstTime = words.getBigUint64(8, true) >> 1n;
  let hasBegun = false;
  const closed = () => endJob('sandbox_failed', 'The sandbox failed: a closed bridge was crossed.');
  const noFile = () => {
    charge(hostCharges.call);
    return badDescriptor;
  };
  return {
    begin() {
      hasBegun = true;
    },
    imports: {
      env: {
        host_call: closed,
        host_interrupt: closed,
        host_promise_rejection: closed,
        host_module_normalize: closed,
        host_module_load: closed,
        host_get_timezone_offset() {
          charge(hostCharges.call);
          return 0;
        },
      },
      [wasiModule]: {
        clock_time_get(_clock: number, _precision: bigint, time: number) {
          charge(hostCharges.call);
          const now = hasBegun ? source.now() : firstTime;
          new DataView(memory().buffer).setBigUint64(time >>> 0, now, true);
          return success;
        },
        random_get(start: number, length: number) {
          charge(hostCharges.call + hostCharges.byte * (length >>> 0));
          source.fill(new Uint8Array(memory().buffer, start >>> 0, length >>> 0));
          return success;
        },
        fd_write: noFile,
        fd_seek: noFile,
        fd_close: noFile,
        fd_fdstat_get: noFile,
      },
    },
  };
}
