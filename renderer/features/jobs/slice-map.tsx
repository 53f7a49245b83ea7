import { memo, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { JobView } from '../../../shared/api/contract.ts';
import { sliceWords } from '../../../shared/api/slices-shape.ts';
import { formatNumber } from '../../../shared/api/words.ts';
import { classes } from '../../ui/classes.ts';
import { mapCells } from './slice-map-cells.ts';
import css from './slice-map.module.css';
import { SliceShape } from './slice-shape.tsx';
import { sliceWordText } from './slice-words.ts';

interface SliceMapProps {
  /** One letter for each slice. */
  readonly map: string;
  readonly slices: JobView['slices'];
  /** The slice that is open. */
  readonly open: number | null;
  readonly onOpen: (slice: number) => void;
}

/** Which slices are where: a cell for each. The arrows move between them, Enter opens one. */
export function SliceMap({ map, slices, open, onOpen }: SliceMapProps) {
  const { cells, each } = useMemo(() => mapCells(map), [map]);
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const here = Math.min(at, Math.max(0, cells.length - 1));
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = moved(event.key, here, cells.length, event.currentTarget);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    grid.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  const openCell = open === null ? null : Math.floor(open / each);
  return (
    <>
      <div
        ref={grid}
        className={css.map}
        role="group"
        aria-label="Slices of the job. The arrow keys move between them, Enter opens one."
        onKeyDown={move}
        onClick={(event) => {
          const cell = (event.target as Element).closest<HTMLElement>('[data-cell]');
          if (cell === null) return;
          const index = Number(cell.dataset.cell);
          setAt(index);
          onOpen(cells[index]?.from ?? 0);
        }}
      >
        {cells.map((cell, index) => (
          <Cell
            key={cell.from}
            index={index}
            word={cell.word}
            label={cell.label}
            isHere={index === here}
            isOpen={index === openCell}
          />
        ))}
      </div>
      <ul className={css.key}>
        {sliceWords
          .filter((word) => slices[word] > 0)
          .map((word) => (
            <li key={word}>
              <SliceShape word={word} size={12} />
              {sliceWordText(word)} <b>{formatNumber(slices[word])}</b>
            </li>
          ))}
        {each > 1 && <li>One cell is {formatNumber(each)} slices</li>}
      </ul>
    </>
  );
}

interface CellProps {
  readonly index: number;
  readonly word: (typeof sliceWords)[number];
  readonly label: string;
  readonly isHere: boolean;
  readonly isOpen: boolean;
}

/** Only what changed is drawn again: there may be six hundred of them, twice in a second. */
const Cell = memo(function Cell({ index, word, label, isHere, isOpen }: CellProps) {
  return (
    <button
      type="button"
      data-cell={index}
      className={classes(css.cell, isOpen && css.open)}
      tabIndex={isHere ? 0 : -1}
      aria-label={label}
      aria-pressed={isOpen}
      title={label}
    >
      <SliceShape word={word} size={18} />
    </button>
  );
});

function moved(key: string, from: number, count: number, grid: HTMLElement): number | null {
  const style = getComputedStyle(grid);
  const across = Math.max(1, style.gridTemplateColumns.split(' ').length);
  const step = style.direction === 'rtl' ? -1 : 1;
  const to = {
    ArrowRight: from + step,
    ArrowLeft: from - step,
    ArrowDown: from + across < count ? from + across : from,
    ArrowUp: from - across >= 0 ? from - across : from,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(to, count - 1));
}
