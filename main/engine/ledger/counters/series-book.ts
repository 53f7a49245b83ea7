/** All series of this machine, on the disk before anything is sent, and which receipts they count. */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import type { CounterSubject } from '../../../../shared/ledger/rollup.ts';
import type { Ports } from '../../ports.ts';
import { emptySeries, keptSeries, parseSeries, seriesKey } from './series.ts';
import type { Series, Side } from './series.ts';

export interface SeriesBook {
  /** Null where one was kept that cannot be read any more: then nothing is signed in its place. */
  find(side: Side, subject: CounterSubject): Series | null;
  all(): Iterable<Series>;
  put(series: Series): void;
  /** Where a receipt is counted, or proposed to be, by its id in hexadecimal. */
  placeOf(receipt: string): Place | null;
  /** Why a receipt, by its id in hexadecimal, is never counted; null where it may be. */
  leftOut(receipt: string): string | null;
}

export interface Place {
  readonly series: Series;
  /** Position among the receipts of the series; those behind the last counter are proposed only. */
  readonly index: number;
}

/** Reads the series of earlier starts. */
export function createSeriesBook({ work, log }: Pick<Ports, 'work' | 'log'>): SeriesBook {
  const bySeries = new Map<string, Series>();
  const unreadable = new Set<string>();
  const places = new Map<string, { readonly key: string; readonly index: number }>();
  const leftOut = new Map<string, string>();

  for (const { key, state } of [...work.states('counters')]) {
    const series = parseSeries(key, state, (name) => work.blob('counters', key, name));
    if (series !== null) remember(series);
    else {
      unreadable.add(key);
      log.warn('What was agreed with another machine about an hour cannot be read any more.');
    }
  }

  function remember(series: Series): void {
    const key = seriesKey(series.side, series.subject);
    const known = bySeries.get(key);
    bySeries.set(key, series);
    for (const id of known?.proposal?.added ?? []) places.delete(bytesToHex(id));
    for (const { id, reason } of series.leftOut) leftOut.set(bytesToHex(id), reason);
    // Receipts are only ever added, and what is proposed comes next: earlier ones have their place.
    const before = known === undefined ? 0 : known.receipts.length;
    const ids = [...series.receipts.slice(before), ...(series.proposal?.added ?? [])];
    for (const [offset, id] of ids.entries()) {
      places.set(bytesToHex(id), { key, index: before + offset });
    }
  }

  return {
    find(side, subject) {
      const key = seriesKey(side, subject);
      return unreadable.has(key) ? null : (bySeries.get(key) ?? emptySeries(side, subject));
    },
    all: () => bySeries.values(),
    put(series) {
      const { state, blobs } = keptSeries(series);
      work.put('counters', seriesKey(series.side, series.subject), state, blobs);
      remember(series);
    },
    placeOf(receipt) {
      const place = places.get(receipt);
      const series = place && bySeries.get(place.key);
      return series === undefined || place === undefined ? null : { series, index: place.index };
    },
    leftOut: (receipt) => leftOut.get(receipt) ?? null,
  };
}
