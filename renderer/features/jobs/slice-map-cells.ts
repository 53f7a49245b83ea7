import { sliceWords } from '../../../shared/api/slices-shape.ts';
import type { SliceWord } from '../../../shared/api/slices-shape.ts';
import { formatNumber } from '../../../shared/api/words.ts';
import { sliceNumber, sliceWordText, wordOf } from './slice-words.ts';

const cellsMax = 600;

export interface MapCell {
  /** The first slice that it stands for. */
  readonly from: number;
  readonly word: SliceWord;
  /** All that it says: `Slice 7: Done`, `Slices 21 to 40: 12 done, 8 waiting`. */
  readonly label: string;
}

/** What matters first where a cell stands for several slices; else the word of most of them. */
const urgent: readonly SliceWord[] = ['differs', 'failed'];

/** The cells of a map of slices, and how many slices each of them stands for. */
export function mapCells(map: string): {
  readonly cells: readonly MapCell[];
  readonly each: number;
} {
  const each = Math.max(1, Math.ceil(map.length / cellsMax));
  const cells: MapCell[] = [];
  for (let from = 0; from < map.length; from += each) {
    const letters = map.slice(from, from + each);
    cells.push(each === 1 ? single(from, letters) : several(from, letters));
  }
  return { cells, each };
}

function single(from: number, letter: string): MapCell {
  const word = wordOf(letter);
  return { from, word, label: `${sliceNumber(from)}: ${sliceWordText(word)}` };
}

function several(from: number, letters: string): MapCell {
  const counts = new Map<SliceWord, number>();
  for (const letter of letters) {
    const word = wordOf(letter);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const most = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  const word = urgent.find((each) => counts.has(each)) ?? most;
  const said = sliceWords
    .filter((each) => counts.has(each))
    .map((each) => `${formatNumber(counts.get(each) ?? 0)} ${sliceWordText(each).toLowerCase()}`);
  const to = formatNumber(from + letters.length);
  return {
    from,
    word,
    label: `Slices ${formatNumber(from + 1)} to ${to}: ${said.join(', ')}`,
  };
}
