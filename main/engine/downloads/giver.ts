/**
 * The side that gives pieces: answers each claim with the next counter, which is on the disk before it is said, and
 * is repeated until it is answered, because its signature may exist from then on.
 *
 * What was given and not signed for holds up what else is given. Pieces get lost on the way, or come second where
 * two gave them, and nobody will ever sign for those: one of eight that are paid is made up for, and one each
 * quarter of a minute in any case, as soon as all that is claimed is paid and nothing moves. Who never signs comes
 * by no more than that. What is unpaid outlives this process, but for a few pieces that were given last.
 */
import { hexToBytes } from '../../../shared/base/bytes.ts';
import { printable } from '../../../shared/base/printable.ts';
import { quantityMax } from '../../../shared/ledger/record.ts';
import { unpaidMax } from './contract.ts';
import type { PayAccount, PaySeries, Proposed } from './pay-account.ts';
import { bodyOf, outstandingOf, paidOf, seriesAt, withSeries } from './pay-account.ts';
import { payPiecesMax } from './pay-frames.ts';
import type { PayFrameOf } from './pay-frames.ts';
import { agreedFrames, repeatAfterMs, sooner } from './pay-parts.ts';
import type { PayParts, PayPeer } from './pay-parts.ts';

const quietMs = 5_000;
const lostPerPaid = 1 / 8;
const lostEveryMs = 15_000;
/** At so many that were not written down, they are. */
const unwrittenMax = 64;
const refusedMs = 1_000;
const refusedMsMax = 60_000;
const micro = 1_000_000n;
/** Refusals after which the same counter may be taken later; after others it is given up for a new one. */
const keepsFor: ReadonlySet<string> = new Set(['terms_unknown', 'epoch_ahead']);

/** What is known of an account since this process started, or since the connection was made. */
interface GiverNow {
  /** Given, and neither signed for nor made up for. */
  unpaid: number;
  gaveAtMs: number;
  /** Pieces that may be made up for now; looked at then. */
  lost: number;
  lostAtMs: number;
  /** On this connection: what the other says came, and what it says it has signed for. */
  claim: { readonly pieces: number; readonly paid: number } | null;
  sent: { readonly atMs: number; readonly times: number } | null;
  saidGave: { readonly pieces: number; readonly atMs: number } | null;
  shownAtMs: number;
  refusals: number;
  waitUntilMs: number;
  trouble: string | null;
  /** The most it says it pays for a piece. */
  pieceMost: bigint | null;
}

export interface Giver {
  gave(account: PayAccount): void;
  unpaid(account: PayAccount): number;
  met(account: PayAccount): void;
  left(account: PayAccount): void;
  claimed(peer: PayPeer, account: PayAccount, frame: PayFrameOf<'arrived'>): void;
  /** False for a signature that is none. */
  countersigned(account: PayAccount, frame: PayFrameOf<'countersigned'>): boolean;
  refused(account: PayAccount, frame: PayFrameOf<'refused'>): void;
  /** A series as it is after something that both have signed was shown. */
  adopt(account: PayAccount, series: PaySeries): void;
  /** What serving one piece takes, in millionths of a micro-CPU-hour. */
  served(pieceCost: bigint): void;
  termsChanged(account: PayAccount): void;
  /** Says what is due; in how many milliseconds it has to be looked at again, or null. */
  advance(peer: PayPeer, account: PayAccount): number | null;
  troubleOf(account: PayAccount): string | null;
}

export function createGiver(parts: PayParts): Giver {
  const { ports, book, times, signing } = parts;
  const { clock, log, changed } = ports;
  const states = new WeakMap<PayAccount, GiverNow>();
  let pieceCost: bigint | null = null;

  function nowOf(account: PayAccount): GiverNow {
    const known = states.get(account);
    if (known !== undefined) return known;
    const made: GiverNow = {
      ...{ unpaid: account.kept.unpaid, gaveAtMs: -Infinity },
      ...{ lost: 0, lostAtMs: clock.elapsed() },
      ...{ claim: null, sent: null, shownAtMs: -Infinity },
      saidGave: { pieces: account.kept.gave, atMs: clock.elapsed() },
      ...{ refusals: 0, waitUntilMs: -Infinity, trouble: null, pieceMost: null },
    };
    states.set(account, made);
    return made;
  }

  /** Keeps a series in which more may be agreed than before. */
  function put(account: PayAccount, series: PaySeries): void {
    const before = paidOf(account.kept).pieces;
    const kept = withSeries(account.kept, series);
    const paid = paidOf(kept).pieces;
    const now = nowOf(account);
    const more = Math.max(0, paid - before);
    const unpaid = Math.max(0, now.unpaid - more);
    book.put(account, { ...kept, gave: Math.max(kept.gave, paid), unpaid });
    now.unpaid = unpaid;
    now.lost = Math.min(unpaidMax, now.lost + more * lostPerPaid);
  }

  function keepUnpaid(account: PayAccount): void {
    const { unpaid } = nowOf(account);
    if (unpaid !== account.kept.unpaid) book.put(account, { ...account.kept, unpaid });
  }

  /** What is claimed and not signed for, as far as either side knows of signatures. */
  function dueOf({ kept }: PayAccount, { claim }: GiverNow): number {
    if (claim === null) return 0;
    return claim.pieces - Math.max(claim.paid, paidOf(kept).pieces);
  }

  /**
   * What a piece is charged, in millionths: as measured, and what pieces cost in the network as long as nothing was
   * measured here (the most is twice as much); never more than anybody pays.
   */
  function costOf(account: PayAccount, pieceMost: bigint): bigint {
    const asked = pieceCost ?? pieceMost / 2n;
    const most = nowOf(account).pieceMost ?? pieceMost;
    return [pieceMost, most].reduce((least, each) => (each < least ? each : least), asked);
  }

  function propose(account: PayAccount, due: number): ReturnType<typeof outstandingOf> {
    const terms = times.of(account.subject.community);
    const series = terms && seriesAt(account.kept, terms.epochNow);
    if (terms === null || series === null) return null;
    const spent = series.spare + BigInt(due) * costOf(account, terms.pieceMost);
    const said = {
      sequence: Math.max(series.last?.sequence ?? 0, series.signed) + 1,
      count: (series.last?.count ?? 0) + due,
      quantity: (series.last?.quantity ?? 0n) + spent / micro,
    };
    if (said.count > payPiecesMax || said.quantity > quantityMax || said.sequence >= 2 ** 32) {
      log.warn('A release was downloaded more often than a counter can say.');
      return null;
    }
    const signature = signing.sign(account.subject, series.epoch, said);
    const proposal: Proposed = { ...said, signature, spare: spent % micro };
    const proposed = { ...series, proposal, signed: said.sequence };
    put(account, proposed);
    nowOf(account).sent = null;
    return { series: proposed, proposal };
  }

  /** It is not on the disk: after a restart it is said again, and refused again. */
  function giveUp(account: PayAccount, series: PaySeries): void {
    book.note(account, withSeries(account.kept, { ...series, proposal: null }));
    nowOf(account).sent = null;
  }

  /** What was proposed an epoch ago, and the other has not signed: it is counted in this epoch. */
  function outstandingNow(account: PayAccount) {
    const found = outstandingOf(account.kept);
    const epochNow = times.of(account.subject.community)?.epochNow ?? 0;
    if (found === null || found.series.epoch + 1 >= epochNow) return found;
    const { claim } = nowOf(account);
    if (claim === null || claim.paid > paidOf(account.kept).pieces) return found;
    giveUp(account, found.series);
    return null;
  }

  function advanceProposal(peer: PayPeer, account: PayAccount): number | null {
    const now = nowOf(account);
    const atMs = clock.elapsed();
    const known = outstandingNow(account);
    const due = dueOf(account, now);
    if (known === null && due <= 0) return null;
    if (atMs < now.waitUntilMs) return now.waitUntilMs - atMs;
    const found = known ?? propose(account, due);
    if (found === null) return refusedMsMax;
    const { times: said = 0, atMs: sentAtMs = -Infinity } = now.sent ?? {};
    const repeatAtMs = sentAtMs + repeatAfterMs(said);
    if (atMs < repeatAtMs) return repeatAtMs - atMs;
    const { epoch } = found.series;
    const body = bodyOf(account.subject, { epoch, said: found.proposal }, signing.own);
    const isSaid = peer.say({ kind: 'counter', body, signature: found.proposal.signature });
    if (isSaid) now.sent = { atMs, times: said + 1 };
    return isSaid ? repeatAfterMs(said + 1) : refusedMs;
  }

  /** Says what was given, where nobody asks to pay for it, and makes up for what is lost. */
  function advanceQuiet(peer: PayPeer, account: PayAccount): number | null {
    const now = nowOf(account);
    const atMs = clock.elapsed();
    const { gave } = account.kept;
    const paid = paidOf(account.kept).pieces;
    const isAhead = (now.claim?.paid ?? 0) > paid;
    if (gave <= paid && !isAhead && now.unpaid === 0) return null;
    const quietAtMs = now.saidGave === null ? atMs : now.gaveAtMs + quietMs;
    if (atMs < quietAtMs) return quietAtMs - atMs;
    const sayAtMs = (now.saidGave?.atMs ?? -Infinity) + refusedMsMax;
    if (gave !== now.saidGave?.pieces || (isAhead && atMs >= sayAtMs)) {
      const release = hexToBytes(account.subject.release);
      if (!peer.say({ kind: 'gave', release, pieces: gave, paid })) return refusedMs;
      now.saidGave = { pieces: gave, atMs };
    }
    const untilLost = now.unpaid > 0 && dueOf(account, now) <= 0 ? makeUp(now) : null;
    keepUnpaid(account);
    return sooner(untilLost, isAhead ? refusedMsMax : null);
  }

  function makeUp(now: GiverNow): number | null {
    const atMs = clock.elapsed();
    const quietAtMs = now.gaveAtMs + quietMs;
    if (atMs < quietAtMs) return quietAtMs - atMs;
    now.lost = Math.min(unpaidMax, now.lost + (atMs - now.lostAtMs) / lostEveryMs);
    now.lostAtMs = atMs;
    const madeUp = Math.min(now.unpaid, Math.floor(now.lost));
    now.unpaid -= madeUp;
    now.lost -= madeUp;
    if (madeUp > 0) changed();
    return now.unpaid > 0 ? lostEveryMs : null;
  }

  return {
    gave(account) {
      const now = nowOf(account);
      if (now.unpaid === 0) now.lostAtMs = clock.elapsed();
      now.unpaid += 1;
      now.gaveAtMs = clock.elapsed();
      const gave = Math.min(account.kept.gave + 1, payPiecesMax);
      book.note(account, { ...account.kept, gave });
      const unwritten = now.unpaid - account.kept.unpaid;
      if (unwritten > 0 && unwritten % unwrittenMax === 0) keepUnpaid(account);
    },
    unpaid: (account) => nowOf(account).unpaid,
    met(account) {
      const now = nowOf(account);
      Object.assign(now, { claim: null, sent: null, refusals: 0 });
      Object.assign(now, { shownAtMs: -Infinity, waitUntilMs: -Infinity });
      if (account.kept.gave > paidOf(account.kept).pieces) now.saidGave = null;
    },
    left: keepUnpaid,
    claimed(peer, account, { pieces, paid }) {
      const now = nowOf(account);
      now.claim = { pieces, paid };
      const known = paidOf(account.kept).pieces;
      if (paid === known || clock.elapsed() < now.shownAtMs + quietMs) return;
      now.shownAtMs = clock.elapsed();
      // Whoever knows of less says so, and is shown the rest.
      if (paid > known) now.saidGave = null;
      else for (const frame of agreedFrames(parts, account)) peer.say(frame);
    },
    countersigned(account, { epoch, sequence, signature }) {
      const found = outstandingOf(account.kept);
      if (found?.series.epoch !== epoch || found.proposal.sequence !== sequence) return true;
      const { series, proposal } = found;
      const said = { epoch, said: proposal };
      if (!signing.isSigned(account.subject, said, { downloader: signature })) return false;
      const { count, quantity, signature: supplierSignature, spare } = proposal;
      const last = { sequence, count, quantity, supplierSignature, consumerSignature: signature };
      put(account, { ...series, last, proposal: null, spare });
      Object.assign(nowOf(account), { sent: null, refusals: 0, trouble: null });
      changed();
      return true;
    },
    refused(account, { epoch, sequence, name, detail, pieceMost }) {
      const found = outstandingOf(account.kept);
      if (found?.series.epoch !== epoch || found.proposal.sequence !== sequence) return;
      const now = nowOf(account);
      const waitMs = Math.min(refusedMs * 2 ** now.refusals, refusedMsMax);
      now.refusals = Math.min(now.refusals + 1, 10);
      now.waitUntilMs = clock.elapsed() + waitMs;
      now.trouble = printable(detail);
      const ownMost = times.of(account.subject.community)?.pieceMost ?? 0n;
      // It may be an epoch ahead or behind in what the network pays. Less than half of that is no honest difference.
      if (name === 'too_dear' && pieceMost * 2n >= ownMost) now.pieceMost = pieceMost;
      if (name === 'more_than_arrived') now.claim = null;
      if (keepsFor.has(name)) now.sent = null;
      else giveUp(account, name === 'too_dear' ? { ...found.series, spare: 0n } : found.series);
      log.warn(`Pieces of a release were not signed for: ${now.trouble}`);
      changed();
    },
    adopt(account, series) {
      put(account, series);
      Object.assign(nowOf(account), { sent: null, refusals: 0, waitUntilMs: -Infinity });
      changed();
    },
    served(cost) {
      pieceCost = cost;
    },
    termsChanged(account) {
      Object.assign(nowOf(account), { pieceMost: null, refusals: 0, waitUntilMs: -Infinity });
    },
    advance(peer, account) {
      return sooner(advanceProposal(peer, account), advanceQuiet(peer, account));
    },
    troubleOf: (account) => nowOf(account).trouble,
  };
}
