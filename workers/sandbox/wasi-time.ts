/** Time and chance of a program: from a deterministic source, and nobody ever waits. */
import { wasi } from '@bjorn3/browser_wasi_shim';
import type { DeterministicSource } from './deterministic-source.ts';
import { hostCharges } from './host-charges.ts';
import type { HostFunctions, WasiSurroundings } from './wasi-surroundings.ts';
import { piecesOf } from './wasi-memory.ts';

const subscriptionsMax = 64;
const subscriptionBytes = 48;
const eventBytes = 32;
const resolutionNanoseconds = 1_000_000n;

export function timeFunctions({
  memory,
  source,
  run,
}: Pick<WasiSurroundings, 'memory' | 'source' | 'run'>): HostFunctions {
  return {
    clock_time_get(_clock: number, _precision: bigint, time: number) {
      memory.view().setBigUint64(time >>> 0, source.now(), true);
      return wasi.ERRNO_SUCCESS;
    },
    clock_res_get(_clock: number, resolution: number) {
      memory.view().setBigUint64(resolution >>> 0, resolutionNanoseconds, true);
      return wasi.ERRNO_SUCCESS;
    },
    random_get(start: number, length: number) {
      run.count.charge(hostCharges.chance * memory.bytes(start, length).length);
      for (const piece of piecesOf(start >>> 0, length >>> 0)) {
        source.fill(memory.bytes(piece.start, piece.length));
        run.overseer.look();
      }
      return wasi.ERRNO_SUCCESS;
    },
    sched_yield: () => wasi.ERRNO_SUCCESS,
    poll_oneoff: (first: number, events: number, count: number, ready: number) =>
      poll(memory.view(), source, { first, events, count, ready }),
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
