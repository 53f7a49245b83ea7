/**
 * The side that gets pieces: says how many came, soon but seldom, and signs for no more than that. What it has signed
 * is on the disk before it is said, and no number is signed twice.
 */
import { hexToBytes } from '../../../shared/base/bytes.ts';
import type { CounterBody } from '../../../shared/ledger/record.ts';
import { paidOf, seriesAt, withSeries } from './pay-account.ts';
import type { PayAccount, PaySeries, Said } from './pay-account.ts';
import { mayBeSigned } from './pay-check.ts';
import { payPiecesMax } from './pay-frames.ts';
import type { PayFrameOf } from './pay-frames.ts';
import { agreedFrames, repeatAfterMs, sooner } from './pay-parts.ts';
import type { PayParts, PayPeer } from './pay-parts.ts';

/** A quarter of what may be unpaid: it is signed for before it is used up. */
const batchPieces = 64;
/** After the last piece; and between two claims, however fast pieces come. */
const quietMs = 500;
const paceMs = 25;
const showEveryMs = 5_000;
const retryMs = 1_000;

interface DownloaderNow {
  /** As told since the start; null before that. */
  told: number | null;
  toldAtMs: number;
  said: { readonly pieces: number; readonly atMs: number; readonly times: number } | null;
  /** Something was signed in a time that this machine has forgotten. */
  hasForgotten: boolean;
  shownAtMs: number;
  trouble: string | null;
}

export interface Downloader {
  /** All that came from the machine since the counting began again. */
  arrived(account: PayAccount, pieces: number): void;
  again(account: PayAccount): void;
  /** Pieces of earlier downloads, and whether anything was told since the start. */
  isOnShelf(account: PayAccount): boolean;
  met(account: PayAccount): void;
  /** Answers a proposal whose signature was checked; `account` is null where nothing ever came. */
  proposed(peer: PayPeer, account: PayAccount | null, frame: PayFrameOf<'counter'>): void;
  /** The other says what it gave: it may not know what was signed. */
  shown(peer: PayPeer, account: PayAccount, frame: PayFrameOf<'gave'>): void;
  adopt(account: PayAccount, series: PaySeries): void;
  advance(peer: PayPeer, account: PayAccount): number | null;
  troubleOf(account: PayAccount): string | null;
}

export function createDownloader(parts: PayParts): Downloader {
  const { ports, book, times, signing } = parts;
  const { clock, log, changed } = ports;
  const states = new WeakMap<PayAccount, DownloaderNow>();

  function nowOf(account: PayAccount): DownloaderNow {
    const known = states.get(account);
    if (known !== undefined) return known;
    const made: DownloaderNow = {
      ...{ told: null, toldAtMs: -Infinity, said: null },
      ...{ hasForgotten: false, shownAtMs: -Infinity, trouble: null },
    };
    states.set(account, made);
    return made;
  }

  function arrivedOf(account: PayAccount): number {
    return Math.min(account.kept.base + (nowOf(account).told ?? 0), payPiecesMax);
  }

  /** What was paid for and then lost with a disk has to be got again, and paid for again. */
  function countAnew(account: PayAccount): void {
    const now = nowOf(account);
    if (!now.hasForgotten || now.told === null) return;
    now.hasForgotten = false;
    const base = paidOf(account.kept).pieces - now.told;
    if (base > account.kept.base) book.put(account, { ...account.kept, base });
  }

  function refuse(
    peer: PayPeer,
    { cause, epoch, sequence }: CounterBody,
    { name, detail }: { readonly name: string; readonly detail: string },
    pieceMost: bigint,
  ): void {
    peer.answer({ kind: 'refused', release: cause, epoch, sequence, name, detail, pieceMost });
  }

  function show(peer: PayPeer, account: PayAccount): void {
    const now = nowOf(account);
    if (clock.elapsed() < now.shownAtMs + showEveryMs) return;
    now.shownAtMs = clock.elapsed();
    for (const frame of agreedFrames(parts, account)) peer.say(frame);
  }

  /** A number that both have signed comes from who has not heard of it, or has forgotten it. */
  function remind(peer: PayPeer, account: PayAccount, body: CounterBody): boolean {
    const last = seriesAt(account.kept, body.epoch)?.last ?? null;
    if (last === null || body.sequence > last.sequence) return false;
    const { cause, epoch, sequence, count, quantity } = body;
    if (last.sequence === sequence && last.count === count && last.quantity === quantity) {
      const { consumerSignature: signature } = last;
      peer.answer({ kind: 'countersigned', release: cause, epoch, sequence, signature });
    } else for (const frame of newestOf(account, epoch)) peer.answer(frame);
    return true;
  }

  function newestOf(account: PayAccount, epoch: number) {
    return agreedFrames(parts, account).filter(
      (frame) => frame.kind === 'agreed' && frame.body.epoch === epoch,
    );
  }

  function sign(
    account: PayAccount,
    series: PaySeries,
    said: Said,
    supplier: Uint8Array,
  ): Uint8Array {
    const { epoch } = series;
    const signature = signing.sign(account.subject, epoch, said);
    const { sequence, count, quantity } = said;
    const both = { supplierSignature: supplier, consumerSignature: signature };
    const last = { sequence, count, quantity, ...both };
    book.put(account, withSeries(account.kept, { ...series, last }));
    return signature;
  }

  /** When there is more to say than was said, and when what was said is to be repeated. */
  function untilNextClaim(account: PayAccount, arrived: number): number | null {
    const { said, toldAtMs } = nowOf(account);
    const sinceMs = clock.elapsed();
    const isPaid = paidOf(account.kept).pieces >= arrived;
    if (said === null) return isPaid ? null : 0;
    const repeat = isPaid ? null : said.atMs + repeatAfterMs(said.times) - sinceMs;
    if (arrived <= said.pieces) return repeat;
    const pace = said.atMs + paceMs - sinceMs;
    const isFull = arrived - said.pieces >= batchPieces;
    return sooner(repeat, isFull ? pace : Math.max(pace, toldAtMs + quietMs - sinceMs));
  }

  return {
    arrived(account, pieces) {
      const now = nowOf(account);
      if (pieces > (now.told ?? 0)) now.toldAtMs = clock.elapsed();
      now.told = Math.max(now.told ?? 0, pieces);
      now.said ??= { pieces: paidOf(account.kept).pieces, atMs: clock.elapsed(), times: 1 };
      countAnew(account);
    },
    again(account) {
      const base = Math.max(arrivedOf(account), paidOf(account.kept).pieces);
      if (base !== account.kept.base) book.put(account, { ...account.kept, base });
      nowOf(account).told = 0;
    },
    isOnShelf: (account) => (nowOf(account).told ?? 0) > 0,
    met(account) {
      Object.assign(nowOf(account), { said: null, shownAtMs: -Infinity });
    },
    proposed(peer, account, { body, signature }) {
      const terms = times.of(peer.community);
      const pieceMost = terms?.pieceMost ?? 0n;
      if (account === null) {
        const detail = 'No piece of this release came from there.';
        refuse(peer, body, { name: 'more_than_arrived', detail }, pieceMost);
        return;
      }
      if (remind(peer, account, body)) return;
      const arrived = arrivedOf(account);
      const { epoch, sequence, count, quantity } = body;
      const said = { sequence, count, quantity };
      const checked = mayBeSigned({ kept: account.kept, arrived, terms }, { epoch, said });
      const now = nowOf(account);
      if (!checked.ok) {
        const { name, detail } = checked.error;
        // It may have forgotten what was agreed, or not have heard how much came.
        if (name === 'counter_falls')
          for (const frame of newestOf(account, epoch)) peer.answer(frame);
        refuse(peer, body, checked.error, pieceMost);
        if (name === 'more_than_arrived') now.said = null;
        if (now.trouble !== detail) log.warn(`Pieces of a release are not paid: ${detail}`);
        now.trouble = detail;
        changed();
        return;
      }
      const own = sign(account, checked.value, said, signature);
      now.trouble = null;
      peer.answer({
        ...{ kind: 'countersigned', release: body.cause, epoch, sequence, signature: own },
      });
      changed();
    },
    shown(peer, account, { paid }) {
      if (paid < paidOf(account.kept).pieces) show(peer, account);
    },
    adopt(account, series) {
      const kept = withSeries(account.kept, series);
      book.put(account, kept);
      const now = nowOf(account);
      if (paidOf(kept).pieces > arrivedOf(account)) now.hasForgotten = true;
      countAnew(account);
      now.said = null;
      changed();
    },
    advance(peer, account) {
      const arrived = arrivedOf(account);
      const waitMs = untilNextClaim(account, arrived);
      if (waitMs === null || waitMs > 0) return waitMs;
      const now = nowOf(account);
      const paid = paidOf(account.kept).pieces;
      const release = hexToBytes(account.subject.release);
      if (!peer.say({ kind: 'arrived', release, pieces: arrived, paid })) return retryMs;
      const times = now.said?.pieces === arrived ? now.said.times + 1 : 1;
      now.said = { pieces: arrived, atMs: clock.elapsed(), times };
      return untilNextClaim(account, arrived);
    },
    troubleOf: (account) => nowOf(account).trouble,
  };
}
