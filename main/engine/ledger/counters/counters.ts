/**
 * From receipts to the shared record: the receipts of this machine and another, hour by hour, become counters that
 * both sign. In an open group there is no record, and nothing of this happens.
 */
import { bytesToHex, sameBytes } from '../../../../shared/base/bytes.ts';
import type { FinalityView } from '../../../../shared/api/contract.ts';
import { peerIdOf } from '../../../../shared/domain/peer-id.ts';
import { recordIdOf } from '../../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../../shared/ledger/record.ts';
import type { Message, MessageOf } from '../../../../shared/peers/protocol.ts';
import type { Peers } from '../../peers/peers.ts';
import type { Accounts, KeptReceipt, Ports } from '../../ports.ts';
import { adopted } from './agreeing.ts';
import { createCountersigning } from './countersigning.ts';
import type { Restore } from './countersigning.ts';
import { createOpenUse, isGivenBy } from './open-use.ts';
import { createProposing } from './proposing.ts';
import { createSeriesBook } from './series-book.ts';
import { createSubmission } from './submission.ts';

export interface Counters {
  /** A receipt was kept just now. */
  kept(receipt: KeptReceipt): void;
  message(peer: string, message: Message): void;
  arrived(peer: string): void;
  left(peer: string): void;
  /** What the record says has changed. */
  accountsChanged(): void;
  /** Null where nothing is ever certified. */
  finalityOf(receipt: KeptReceipt): FinalityView | null;
  /** Used by this member, and not known to the record yet; in micro-CPU-hours. */
  openUse(): bigint;
  /** The same of another member, as far as this one gave it. */
  openUseOf(member: string): bigint;
  start(): void;
  stop(): void;
}

export interface CountersParts {
  readonly ports: Pick<
    Ports,
    'clock' | 'keys' | 'cryptography' | 'community' | 'record' | 'work' | 'log'
  >;
  readonly peers: Pick<Peers, 'present' | 'find' | 'send' | 'misbehaved'>;
  /** Keeps what this machine has signed before and lost. */
  readonly restore: Restore;
  readonly isContested: (receipt: string) => boolean;
  /** A receipt's standing, or what is open, has changed. */
  readonly onChange: () => void;
}

export function createCounters(parts: CountersParts): Counters {
  const { accounts } = parts.ports.community;
  return accounts === null ? noCounters : createCountersIn(accounts, parts);
}

const noCounters: Counters = {
  kept: () => undefined,
  message: () => undefined,
  arrived: () => undefined,
  left: () => undefined,
  accountsChanged: () => undefined,
  finalityOf: () => null,
  openUse: () => 0n,
  openUseOf: () => 0n,
  start: () => undefined,
  stop: () => undefined,
};

function createCountersIn(accounts: Accounts, parts: CountersParts): Counters {
  const { ports, peers, restore, isContested, onChange } = parts;
  const { clock, keys, cryptography, community, record, log } = ports;
  const book = createSeriesBook(ports);
  const open = createOpenUse(keys.member);
  const idOf = (body: CounterBody) =>
    recordIdOf({ kind: 'counter', body }, community.id, cryptography.hash);
  const submission = createSubmission({ clock, log, accounts, book, open, idOf, onChange });
  const base = { ports, peers, book, submission, onChange };
  const proposing = createProposing({ ...base, open });
  const countersigning = createCountersigning({ ...base, restore, isContested });

  function take(kept: KeptReceipt): void {
    if (book.leftOut(kept.id) !== null || isContested(kept.id)) return;
    const place = book.placeOf(kept.id);
    if (place === null || place.index >= place.series.certified) open.add(kept);
    if (place === null && isGivenBy(keys.member, kept)) proposing.add(kept);
  }

  for (const kept of record.all()) take(kept);

  function finalFromMs(epoch: number): number {
    const nowMs = clock.now();
    const inTimeMs = community.epochEndsAtMs(epoch);
    return nowMs < inTimeMs ? inTimeMs : community.epochEndsAtMs(community.epochAt(nowMs));
  }

  function remembered(peer: string, message: MessageOf<'counter_agreed'>): void {
    const after = adopted({ ports, book }, peer, message);
    if (after === false) peers.misbehaved(peer, 'false_counter');
    else if (after !== null) {
      const before = book.find(after.side, after.subject) ?? after;
      book.put(after);
      if (after.side === 'given') proposing.adopted(before, after);
      submission.submit(after);
      onChange();
    }
  }

  /** The peer whose machine holds the receipt too. */
  function peerOf(kept: KeptReceipt): string {
    const { supplier, consumer } = kept.receipt.body;
    return peerIdOf(isGivenBy(keys.member, kept) ? consumer : supplier, kept.device);
  }

  function whyProvisional(kept: KeptReceipt): string | null {
    if (kept.receipt.body.epoch < submission.oldestEpoch()) return tooLate;
    const place = book.placeOf(kept.id);
    const trouble = place && proposing.troubleOf(place.series);
    if (trouble !== null) return trouble;
    if (place !== null && !sameBytes(place.series.subject.supplier, keys.device.publicKey)) {
      return 'It was proposed under a key that this computer does not use any more.';
    }
    const peer = peerOf(kept);
    if (!community.belongs(peer)) {
      return 'The computer that signed it is no longer part of the community.';
    }
    return peers.find(peer) === null ? 'It waits until their computer is here again.' : null;
  }

  function finalityOf(kept: KeptReceipt): FinalityView {
    const place = book.placeOf(kept.id);
    const { epoch } = kept.receipt.body;
    const isLate = epoch < submission.oldestEpoch();
    const out = book.leftOut(kept.id);
    const fromMs = isLate || out !== null ? null : finalFromMs(epoch);
    if (place === null || place.index >= place.series.receipts.length) {
      return { state: 'provisional', fromMs, reason: out ?? whyProvisional(kept), mine: null };
    }
    const { series, index } = place;
    const { supplier, consumer } = series.subject;
    const mine = bytesToHex(series.side === 'given' ? supplier : consumer);
    if (index < series.certified) return { state: 'final', fromMs: null, reason: null, mine };
    const refusal = submission.refusalOf(series);
    if (refusal !== null) {
      const reason = `The record refuses it. ${refusal}`;
      return { state: 'counted', fromMs: null, reason, mine };
    }
    const reason = isLate ? tooLate : submission.troubleOf(series);
    return { state: 'counted', fromMs, reason, mine };
  }

  return {
    kept(kept) {
      take(kept);
    },
    message(peer, message) {
      if (message.type === 'counter') countersigning.proposed(peer, message);
      else if (message.type === 'countersigned') proposing.countersigned(peer, message);
      else if (message.type === 'counter_refused') proposing.refused(peer, message);
      else if (message.type === 'receipts') countersigning.shown(peer, message);
      else if (message.type === 'counter_agreed') remembered(peer, message);
    },
    arrived(peer) {
      proposing.arrived(peer);
      onChange();
    },
    left(peer) {
      proposing.left(peer);
      onChange();
    },
    accountsChanged: submission.refresh,
    finalityOf,
    openUse: open.used,
    openUseOf: open.givenTo,
    start: submission.refresh,
    stop() {
      proposing.stop();
      submission.stop();
    },
  };
}

const tooLate = 'It came too late to be counted.';
