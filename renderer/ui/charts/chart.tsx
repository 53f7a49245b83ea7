import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '../button.tsx';
import { classes } from '../classes.ts';
import { KeyList, type KeyEntry } from '../key-list.tsx';
import css from './chart.module.css';
import { useWidth } from './use-width.ts';

export interface Reading {
  /** What the mark stands for, in a row of the table: `10:00`, `17 Nov`. */
  readonly label: string;
  readonly values: readonly string[];
  /** The whole reading as a person would say it. */
  readonly sentence: string;
}

/** What a chart is drawn into, in pixels. */
export interface ChartFrame {
  readonly width: number;
  readonly height: number;
  /** How much larger than usual text is. */
  readonly scale: number;
  readonly reading: number | null;
}

interface ChartProps {
  /** What the chart shows, as a sentence. */
  readonly title: string;
  readonly headings: readonly [string, ...string[]];
  readonly readings: readonly Reading[];
  readonly entries: readonly KeyEntry[];
  readonly note: string;
  readonly height: number;
  readonly draw: (frame: ChartFrame) => ReactNode;
  /** Whether the table holds whole phrases, which break into lines. */
  readonly isWordy?: boolean;
}

/**
 * The frame of every chart. The arrows move a reading, which is spoken and stands below; T or the button
 * shows the same numbers as a table.
 */
export function Chart({ title, headings, readings, entries, note, ...props }: ChartProps) {
  const { height, draw, isWordy = false } = props;
  const [frame, width, scale] = useWidth<HTMLDivElement>();
  const [reading, setReading] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const last = readings.length - 1;
  const at = reading === null ? null : Math.min(reading, last);
  const refocus = useRef(false);
  useEffect(() => {
    if (!refocus.current) return;
    refocus.current = false;
    frame.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [asTable, frame]);
  const onTableKey = (event: KeyboardEvent) => {
    if (event.key !== 't' || event.ctrlKey || event.metaKey || event.altKey) return;
    refocus.current = true;
    setAsTable(!asTable);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const next = moved(event.key, at ?? last + 1, last, rtl);
    if (next === null) return;
    event.preventDefault();
    setReading(next);
  };
  return (
    <figure className={css.figure}>
      <div ref={frame} className={css.frame} onKeyDown={onTableKey}>
        {asTable ? (
          <ReadingTable {...{ title, headings, readings, isWordy }} />
        ) : (
          <div
            className={css.plot}
            role="slider"
            tabIndex={0}
            aria-label={title}
            aria-roledescription="chart"
            aria-valuemin={0}
            aria-valuemax={Math.max(0, last)}
            aria-valuenow={at ?? last}
            aria-valuetext={readings[at ?? last]?.sentence ?? note}
            onKeyDown={onKeyDown}
            onBlur={() => {
              setReading(null);
            }}
            onPointerLeave={() => {
              setReading(null);
            }}
            onPointerMove={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const mark = (event.target as Element).closest('[data-reading]');
              if (mark instanceof SVGElement && box.width > 0) {
                setReading(Number(mark.dataset.reading));
              }
            }}
            style={{ blockSize: height * scale }}
          >
            {width > 0 && draw({ width, height: height * scale, scale, reading: at })}
          </div>
        )}
      </div>
      <figcaption>
        <span className="visually-hidden">{title}</span>
        <Caption
          entries={entries}
          note={note}
          reading={at === null ? null : (readings[at] ?? null)}
          asTable={asTable}
          onTable={setAsTable}
        />
      </figcaption>
    </figure>
  );
}

/** What the fillings mean, or the reading in its place, and the button for the table. */
function Caption({
  entries,
  note,
  reading,
  asTable,
  onTable,
}: Pick<ChartProps, 'entries' | 'note'> & {
  readonly reading: Reading | null;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}) {
  return (
    <div className={css.caption}>
      {reading === null ? (
        <KeyList entries={entries} caption>
          <span>{note}</span>
        </KeyList>
      ) : (
        <span className={css.sentence}>{reading.sentence}</span>
      )}
      <Button
        kind="quiet"
        small
        label={asTable ? 'Show as chart' : 'Show as table'}
        onPress={() => {
          onTable(!asTable);
        }}
      >
        {asTable ? 'Chart' : 'Table'}
      </Button>
    </div>
  );
}

function moved(key: string, from: number, last: number, rtl: boolean): number | null {
  const step = rtl ? -1 : 1;
  const to = {
    ArrowRight: from + step,
    ArrowLeft: from - step,
    Home: 0,
    End: last,
  }[key];
  return to === undefined || last < 0 ? null : Math.max(0, Math.min(to, last));
}

function ReadingTable({
  title,
  headings,
  readings,
  isWordy,
}: Pick<ChartProps, 'title' | 'headings' | 'readings'> & { readonly isWordy: boolean }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={title}>
      <table className={classes(css.table, isWordy && css.wordy)}>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {readings.map((reading, row) => (
            <tr key={row}>
              <th scope="row">{reading.label}</th>
              {reading.values.map((value, index) => (
                <td key={headings[index + 1]}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
