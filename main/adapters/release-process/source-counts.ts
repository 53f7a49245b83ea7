/**
 * How many pieces of a release came from which machine: right ones, each once. They are on the disk soon after, and
 * only what is there is told to those who pay for it. A process that is killed between may have pieces that are
 * counted for nobody: whoever gave them says so, and is believed up to their number.
 */
import type { Paying, PayMachine } from '../../engine/downloads/contract.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import type { PayFile, SourceCount } from './pay-file.ts';

export interface SourceCounts {
  all(): readonly SourceCount[];
  /** Pieces that are here have been looked at: so many. What comes from now on is added by `add`. */
  found(pieces: number): void;
  /** One came that was not here. */
  add(machine: PayMachine | null, bytes: number): void;
  /** A machine says it gave at least so many. */
  claim(machine: PayMachine, pieces: number): void;
  /** Pieces that are here and counted for nobody. */
  uncounted(): number;
  /** What was added is on the disk when this returns. */
  flush(): void;
}

export interface SourceCountsParts {
  readonly about: { readonly community: string; readonly release: string };
  readonly file: PayFile['sources'];
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
  readonly arrived: Paying['arrived'];
}

const behindMost = 64;
const behindMsMost = 250;

export function createSourceCounts(parts: SourceCountsParts): SourceCounts {
  const { about, file, clock, log, arrived } = parts;
  const sources = new Map(file.of(about).map((each) => [each.device, each]));
  const behind = new Set<string>();
  const claims = new Map<string, { readonly machine: PayMachine; readonly pieces: number }>();
  let here: number | null = null;
  let counted = 0;
  for (const { pieces } of sources.values()) counted += pieces;
  /** Counted before a fault of the disk took them away again; when they come anew they are counted already. */
  let lost = 0;
  let added = 0;
  let cancelFlush: (() => void) | null = null;

  for (const { member, device, pieces } of sources.values()) {
    arrived(about, { member, device }, pieces);
  }

  function count({ member, device }: PayMachine, pieces: number, bytes: number): void {
    const known = sources.get(device) ?? { ...about, member, device, pieces: 0, bytes: 0 };
    sources.set(device, { ...known, pieces: known.pieces + pieces, bytes: known.bytes + bytes });
    counted += pieces;
    behind.add(device);
    added += pieces;
    if (added >= behindMost) flush();
    else cancelFlush ??= clock.after(behindMsMost, flush);
  }

  function flush(): void {
    cancelFlush?.();
    cancelFlush = null;
    added = 0;
    const changed = [...behind].flatMap((device) => sources.get(device) ?? []);
    try {
      file.put(changed);
    } catch (cause) {
      log.warn('How many pieces came from whom could not be kept.', cause);
      return; // with the next that comes
    }
    behind.clear();
    for (const { member, device, pieces } of changed) arrived(about, { member, device }, pieces);
  }

  const uncounted = () => (here === null ? 0 : Math.max(0, here - counted));

  function claim(machine: PayMachine, pieces: number): void {
    const more = pieces - (sources.get(machine.device)?.pieces ?? 0);
    if (more <= 0) return;
    if (here === null) claims.set(machine.device, { machine, pieces });
    else if (uncounted() > 0) {
      count(machine, Math.min(more, uncounted()), 0);
      flush();
    }
  }

  return {
    all: () => [...sources.values()],
    found(pieces) {
      here = pieces;
      lost = Math.max(0, counted - pieces);
      for (const each of claims.values()) claim(each.machine, each.pieces);
      claims.clear();
    },
    add(machine, bytes) {
      if (here !== null) here += 1;
      if (lost > 0) lost -= 1;
      else if (machine !== null) count(machine, 1, bytes);
    },
    claim,
    uncounted,
    flush,
  };
}
