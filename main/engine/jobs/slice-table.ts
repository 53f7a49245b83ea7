/**
 * The slices of one job in memory: their states, one letter for each, and how many there are of every word, kept up
 * with each change so that nobody has to count ten thousand of them.
 */
import type { Slice, SliceWord } from '../../../shared/jobs/slice-state.ts';
import { newSlice, sliceWord, sliceWords } from '../../../shared/jobs/slice-state.ts';
import { sliceLetters } from '../../../shared/api/slices-shape.ts';

const stripCells = 60;
const stepsKept = 200;

export type SliceCounts = Readonly<Record<SliceWord | 'total' | 'verified', number>>;

export interface SliceTable {
  readonly count: number;
  get(index: number): Slice;
  /** Answers whether its word has become another one. */
  set(index: number, slice: Slice): boolean;
  counts(): SliceCounts;
  /** One letter for each slice, in order. */
  map(): string;
  /** The same in at most 60 cells, each the word that most of its slices have. */
  strip(): string;
  /** Slices from one on that have not been started. */
  nextNew(from: number): number | null;
  /** All that were ever started. */
  started(): Iterable<readonly [index: number, slice: Slice]>;
  /** Moments at which so many were done, thinned out. */
  steps(): readonly { readonly atMs: number; readonly slices: number }[];
  /** One was done now. */
  stepped(nowMs: number): void;
}

/** All slices are new. */
export function createSliceTable(count: number): SliceTable {
  const slices = new Map<number, Slice>();
  const letters = new Uint8Array(count);
  const counts = new Map<SliceWord, number>([['waiting', count]]);
  let verified = 0;
  let steps: { atMs: number; slices: number }[] = [];

  const isVerified = ({ at, settled }: Slice) => at === 'settled' && settled?.verified === true;

  function strip(): string {
    const cells = Math.min(stripCells, count);
    let line = '';
    for (let cell = 0; cell < cells; cell += 1) {
      const from = Math.floor((cell * count) / cells);
      const to = Math.floor(((cell + 1) * count) / cells);
      const tally = new Array<number>(sliceWords.length).fill(0);
      for (let index = from; index < to; index += 1) {
        const word = letters[index] ?? 0;
        tally[word] = (tally[word] ?? 0) + 1;
      }
      line += sliceLetters[tally.indexOf(Math.max(...tally))] ?? '';
    }
    return line;
  }

  return {
    count,
    get: (index) => slices.get(index) ?? newSlice,
    set(index, slice) {
      const before = slices.get(index) ?? newSlice;
      slices.set(index, slice);
      verified += Number(isVerified(slice)) - Number(isVerified(before));
      const was = sliceWords[letters[index] ?? 0] ?? 'waiting';
      const word = sliceWord(slice);
      if (word === was) return false;
      letters[index] = sliceWords.indexOf(word);
      counts.set(was, (counts.get(was) ?? 0) - 1);
      counts.set(word, (counts.get(word) ?? 0) + 1);
      return true;
    },
    counts: () => ({
      waiting: 0,
      running: 0,
      checking: 0,
      done: 0,
      differs: 0,
      failed: 0,
      stopped: 0,
      ...Object.fromEntries(counts),
      total: count,
      verified,
    }),
    map: () => Array.from(letters, (letter) => sliceLetters[letter] ?? '').join(''),
    strip,
    nextNew(from) {
      for (let index = from; index < count; index += 1) {
        if ((slices.get(index) ?? newSlice).at === 'new') return index;
      }
      return null;
    },
    started: () => slices,
    steps: () => steps,
    stepped(nowMs) {
      const done = counts.get('done') ?? 0;
      steps.push({ atMs: nowMs, slices: done });
      // Every second one goes, but for the first and the last.
      if (steps.length > stepsKept) {
        steps = steps.filter((_, at) => at % 2 === 0 || at === steps.length - 1);
      }
    },
  };
}
