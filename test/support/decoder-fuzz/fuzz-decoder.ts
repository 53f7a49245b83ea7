/** Gives one reader as many bent inputs as wanted, and says what it did with them that it must not. */
import { createChance } from '../engine-world/chance.ts';
import { bend } from './bend.ts';
import type { Decoder } from './decoder.ts';

/** No input that a sender may send takes longer, even on a machine that does other things. */
const slowMs = 500;
/** A slow input is read again before it counts as one: the machine may have been elsewhere. */
const secondLooks = 3;
const faultsMax = 3;

export interface DecoderVerdict {
  readonly name: string;
  readonly runs: number;
  readonly taken: number;
  readonly slowestMs: number;
  /** What went wrong, each with the command that shows it again. */
  readonly faults: readonly string[];
}

/** Each run has a seed of its own, counting up from `seed`. */
export function fuzzDecoder(decoder: Decoder, seed: number, runs: number): DecoderVerdict {
  const faults: string[] = [];
  let [taken, slowestMs] = [0, 0];
  for (const sample of decoder.samples) {
    const read = judge(decoder, sample);
    if (read.fault !== null) faults.push(`${decoder.name}, a sample: ${read.fault}`);
    else if (!read.isTaken) faults.push(`${decoder.name}: a sample was refused`);
  }
  for (let run = seed; run < seed + runs && faults.length < faultsMax; run += 1) {
    const input = inputOf(decoder, run);
    const before = performance.now();
    const read = judge(decoder, input);
    let tookMs = performance.now() - before;
    if (tookMs > slowMs) tookMs = Math.min(tookMs, ...againMs(decoder, input));
    if (read.isTaken) taken += 1;
    slowestMs = Math.max(slowestMs, tookMs);
    const fault = tookMs > slowMs ? `it takes ${tookMs.toFixed(0)} ms` : read.fault;
    if (fault !== null) faults.push(`${decoder.name}: ${fault}\n  ${replay(decoder, run, input)}`);
  }
  return { name: decoder.name, runs, taken, slowestMs, faults };
}

function inputOf({ samples, inside }: Decoder, seed: number): Uint8Array {
  const chance = createChance(seed);
  if (inside === undefined || chance.next() < 0.4) return bend(samples, chance);
  return inside.dress(bend(inside.samples, chance));
}

interface Judged {
  readonly isTaken: boolean;
  readonly fault: string | null;
}

function judge(decoder: Decoder, input: Uint8Array): Judged {
  try {
    const written = decoder.read(input);
    if (written === null) return { isTaken: false, fault: null };
    return { isTaken: true, fault: faultOf(decoder, input, written) };
  } catch (error) {
    return { isTaken: false, fault: `it fell over: ${String(error)}` };
  }
}

function faultOf(decoder: Decoder, input: Uint8Array, written: Uint8Array): string | null {
  switch (decoder.taken) {
    case 'exactly':
      return isSame(written, input) ? null : 'it took what it would write otherwise';
    case 'as signed':
      return decoder.samples.some((sample) => isSame(sample, written))
        ? null
        : 'it believed what nobody has signed';
    case 'again': {
      const again = decoder.read(written);
      return again !== null && isSame(again, written) ? null : 'it reads its own words otherwise';
    }
  }
}

function againMs(decoder: Decoder, input: Uint8Array): readonly number[] {
  return Array.from({ length: secondLooks }, () => {
    const before = performance.now();
    judge(decoder, input);
    return performance.now() - before;
  });
}

function replay({ name }: Decoder, seed: number, input: Uint8Array): string {
  const shown = Buffer.from(input.subarray(0, 200)).toString('base64');
  return `again: node test/fuzz-decoders.ts --only "${name}" --seed ${seed} --runs 1\n  ${input.byteLength} bytes: ${shown}`;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
