/**
 * Brings counters that both machines have signed into the record, again after a restart until it has them, and asks
 * what of them is certified. Each of the two submits them, so that one machine is enough.
 */
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import type { CounterBody } from '../../../../shared/ledger/record.ts';
import type { CountedCounters } from '../../../../shared/ledger/rollup.ts';
import type { Accounts, Ports } from '../../ports.ts';
import type { OpenUse } from './open-use.ts';
import type { SeriesBook } from './series-book.ts';
import { seriesKey } from './series.ts';
import type { Series } from './series.ts';

type Counted = NonNullable<CountedCounters['counted'][number]>;

const againAfterMs = 30_000;
/** Series that are asked about at once. */
const askedAtOnce = 200;

export interface Submission {
  submit(series: Series): void;
  /** Asks what is certified by now, and submits what the record did not take before. */
  refresh(): void;
  /** Counters of earlier epochs come too late, as far as is known. */
  oldestEpoch(): number;
  /** Why the record does not take a series, or adds nothing to it any more. */
  troubleOf(series: Series): string | null;
  /**
   * Why the last counter of a series can never be certified, as far as this start of the program knows. Its hours
   * are in the next one too, if there is one, which may be.
   */
  refusalOf(series: Series): string | null;
  stop(): void;
}

export interface SubmissionParts {
  readonly clock: Ports['clock'];
  readonly log: Ports['log'];
  readonly accounts: Accounts;
  readonly book: SeriesBook;
  readonly open: OpenUse;
  /** The id of the record that a counter is. */
  readonly idOf: (body: CounterBody) => Uint8Array;
  readonly onChange: () => void;
}

export function createSubmission(parts: SubmissionParts): Submission {
  const { clock, accounts, book, open, idOf, onChange } = parts;
  /** The sequence number that the record has, by series, as far as this start of the program knows. */
  const taken = new Map<string, number>();
  const troubles = new Map<string, string>();
  /** Why the last counter of a series can never be certified, with its sequence number. */
  const refusals = new Map<string, { readonly sequence: number; readonly detail: string }>();
  const underWay = new Set<string>();
  /** Series of which more is certified than both machines have signed, as far as is known here. */
  const ahead = new Set<string>();
  let oldestEpoch = 0;
  let isAsking = false;
  let isToAskAgain = false;
  let isStopped = false;
  let cancelRetry = () => {};

  const keyOf = ({ side, subject }: Series) => seriesKey(side, subject);
  const isOpen = ({ last, certified, subject }: Series) =>
    last !== null && certified < last.body.count && subject.epoch >= oldestEpoch;

  /** What the record has need not be remembered here as used: `Accounts.of` counts it. */
  function inRecord({ receipts }: Series, count: number): void {
    for (const id of receipts.slice(0, count)) open.remove(bytesToHex(id));
  }

  function submit(series: Series): void {
    const key = keyOf(series);
    const { last } = series;
    const isTaken = last === null || (taken.get(key) ?? 0) >= last.body.sequence;
    if (isTaken || isStopped || underWay.has(key)) return;
    underWay.add(key);
    void accounts.submit(last).then((answer) => {
      underWay.delete(key);
      if (isStopped) return;
      if (answer.ok) {
        taken.set(key, last.body.sequence);
        troubles.delete(key);
        inRecord(series, last.body.count);
        const now = book.find(series.side, series.subject);
        if (now !== null) submit(now);
        if (ahead.delete(key)) refresh();
      } else {
        troubles.set(key, answer.error.detail);
        retryLater();
      }
      onChange();
    });
  }

  function retryLater(): void {
    cancelRetry();
    cancelRetry = clock.after(againAfterMs, refresh);
  }

  function refresh(): void {
    if (isStopped) return;
    const series = [...book.all()].filter(isOpen);
    for (const each of series) submit(each);
    isToAskAgain = isAsking;
    if (isAsking) return;
    isAsking = true;
    void askAbout(series).then(() => {
      isAsking = false;
      if (isToAskAgain) refresh();
    });
  }

  async function askAbout(series: readonly Series[]): Promise<void> {
    for (let first = 0; first === 0 || first < series.length; first += askedAtOnce) {
      const page = series.slice(first, first + askedAtOnce);
      const answer = await accounts.countedOf(
        page.map(({ subject, last }) => ({ ...subject, record: last && idOf(last.body) })),
      );
      if (isStopped) return;
      if (!answer.ok) {
        retryLater();
        return;
      }
      learn(page, answer.value);
    }
  }

  function learn(
    page: readonly Series[],
    { oldestEpoch: oldest, counted, refused }: CountedCounters,
  ): void {
    forgetBefore(oldest);
    for (const [index, asked] of page.entries()) {
      const series = book.find(asked.side, asked.subject);
      const [known, refusal] = [counted[index] ?? null, refused[index] ?? null];
      if (series === null) continue;
      if (refusal !== null && asked.last !== null) {
        const { sequence } = asked.last.body;
        refusals.set(keyOf(series), { sequence, detail: refusal.detail });
      }
      if (known !== null) learnCounted(series, known);
    }
    onChange();
  }

  function forgetBefore(oldest: number): void {
    if (oldest <= oldestEpoch) return;
    oldestEpoch = oldest;
    for (const { id, receipt } of [...open.all()]) {
      if (receipt.body.epoch < oldest) open.remove(id);
    }
  }

  function learnCounted(series: Series, known: Counted): void {
    if (known.isFrozen) {
      troubles.set(keyOf(series), 'The two computers contradicted themselves about this hour.');
    }
    // What is certified under a higher number is of receipts that this machine does not know of, or not yet.
    const isKnown = known.sequence <= (series.last?.body.sequence ?? 0);
    const certified = isKnown
      ? Math.max(series.certified, Math.min(known.count, series.receipts.length))
      : series.certified;
    if (!isKnown) ahead.add(keyOf(series));
    // Where both machines have lost what they agreed on, the next number must still be above it.
    const signed = Math.max(series.signed, known.sequence);
    if (certified === series.certified && signed === series.signed) return;
    book.put({ ...series, certified, signed });
    inRecord(series, certified);
  }

  return {
    submit,
    refresh,
    oldestEpoch: () => oldestEpoch,
    troubleOf: (series) => troubles.get(keyOf(series)) ?? null,
    refusalOf(series) {
      const refusal = refusals.get(keyOf(series));
      return refusal?.sequence === series.last?.body.sequence ? (refusal?.detail ?? null) : null;
    },
    stop() {
      isStopped = true;
      cancelRetry();
    },
  };
}
