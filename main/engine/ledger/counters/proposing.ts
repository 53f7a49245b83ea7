/**
 * The supplier's half of counters: gathers the receipts of each machine and epoch, and proposes to count them, soon
 * but seldom. A proposal is on the disk before it is sent, and it is repeated until the other machine has
 * answered it, because its signature may exist from then on.
 */
import { bytesToHex, concatBytes, hexToBytes } from '../../../../shared/base/bytes.ts';
import { printable } from '../../../../shared/base/printable.ts';
import { deviceOf } from '../../../../shared/domain/peer-id.ts';
import { counterCodec, recordIdOf } from '../../../../shared/ledger/record.ts';
import { nextCounter } from '../../../../shared/ledger/rollup.ts';
import { receiptsPerCounter } from '../../../../shared/peers/protocol.ts';
import type { MessageOf } from '../../../../shared/peers/protocol.ts';
import type { Peers } from '../../peers/peers.ts';
import type { KeptReceipt, Ports } from '../../ports.ts';
import type { SeriesBook } from './series-book.ts';
import { jobsSubject } from './series.ts';
import type { Series } from './series.ts';
import type { Submission } from './submission.ts';

const lookEveryMs = 1_000;
/** A counter waits until nothing more came for a moment, but not for ever. */
const quietMs = 2_000;
const gatherMsMax = 20_000;
/** Counters of one series are so far apart, but for full ones; and near its end, so that all of it comes in time. */
const paceMs = 60_000;
const closingMs = 30_000;
const closingPaceMs = 5_000;
/** Without an answer on the same connection; and after a refusal, which something must have changed. */
const repeatMs = 60_000;
const repeatRefusedMs = 600_000;

export interface Proposing {
  /** A receipt of hours given that is not in any series. */
  add(kept: KeptReceipt): void;
  arrived(peer: string): void;
  left(peer: string): void;
  countersigned(peer: string, message: MessageOf<'countersigned'>): void;
  refused(peer: string, message: MessageOf<'counter_refused'>): void;
  /** What the other machine said against the proposal of a series. */
  troubleOf(series: Series): string | null;
  stop(): void;
}

export interface ProposingParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'community' | 'log'>;
  readonly peers: Pick<Peers, 'present' | 'send' | 'misbehaved'>;
  readonly book: SeriesBook;
  readonly submission: Submission;
  readonly onChange: () => void;
}

/** Receipts of one machine and epoch that wait to be proposed; times by the clock that never runs back. */
interface Group {
  readonly epoch: number;
  readonly waiting: KeptReceipt[];
  sinceMs: number;
  lastMs: number;
  proposedAtMs: number;
  sent: { readonly atMs: number; readonly trouble: string | null } | null;
}

export function createProposing({
  ports,
  peers,
  book,
  submission,
  onChange,
}: ProposingParts): Proposing {
  const { clock, keys, cryptography, community, log } = ports;
  const { hash, verify } = cryptography;
  const me = keys.device.publicKey;
  /** By device in hexadecimal, then by epoch. */
  const groups = new Map<string, Map<number, Group>>();
  let cancelLook: (() => void) | null = null;

  for (const { side, subject, proposal } of book.all()) {
    const isMine = bytesToHex(subject.supplier) === bytesToHex(me);
    if (side === 'given' && proposal !== null && isMine) {
      groupOf(bytesToHex(subject.consumer), subject.epoch);
    }
  }

  function groupOf(device: string, epoch: number): Group {
    const ofDevice = groups.get(device) ?? new Map<number, Group>();
    groups.set(device, ofDevice);
    const now = clock.elapsed();
    const fresh = { sinceMs: now, lastMs: now, proposedAtMs: -Infinity, sent: null };
    const group = ofDevice.get(epoch) ?? { epoch, waiting: [], ...fresh };
    ofDevice.set(epoch, group);
    return group;
  }

  function wake(): void {
    cancelLook ??= clock.after(lookEveryMs, () => {
      cancelLook = null;
      look();
    });
  }

  function look(): void {
    let isMoreToDo = false;
    for (const { id } of peers.present()) {
      const device = deviceOf(id);
      for (const group of [...(groups.get(device)?.values() ?? [])]) {
        if (advance(id, device, group)) isMoreToDo = true;
        else if (isOver(group)) groups.get(device)?.delete(group.epoch);
      }
    }
    if (isMoreToDo) wake();
  }

  /** False when nothing is left to do for this machine and epoch. */
  function advance(peer: string, device: string, group: Group): boolean {
    const series = seriesOf(device, group.epoch);
    if (series === null || group.epoch < submission.oldestEpoch()) return false;
    if (series.proposal !== null) {
      const { atMs = -Infinity, trouble = null } = group.sent ?? {};
      const repeatAfterMs = trouble === null ? repeatMs : repeatRefusedMs;
      if (clock.elapsed() - atMs >= repeatAfterMs) send(peer, group, series.proposal);
      return true;
    }
    if (group.waiting.length === 0) return false;
    return !isDue(group) || propose(peer, group, series);
  }

  /** The pace is kept as long as more may come. */
  function isOver({ epoch, waiting }: Group): boolean {
    const hasEnded = clock.now() > community.epochEndsAtMs(epoch) + paceMs;
    return epoch < submission.oldestEpoch() || (hasEnded && waiting.length === 0);
  }

  function isDue({ epoch, waiting, sinceMs, lastMs, proposedAtMs }: Group): boolean {
    if (waiting.length >= receiptsPerCounter) return true;
    const now = clock.elapsed();
    const isClosing = clock.now() >= community.epochEndsAtMs(epoch) - closingMs;
    const isGathered = now - lastMs >= quietMs || now - sinceMs >= gatherMsMax;
    return isGathered && now - proposedAtMs >= (isClosing ? closingPaceMs : paceMs);
  }

  function propose(peer: string, group: Group, series: Series): boolean {
    const added = group.waiting
      .slice(0, receiptsPerCounter)
      .map(({ id, receipt }) => ({ id: hexToBytes(id), quantity: receipt.body.microCpuHours }));
    const { subject, receipts, last } = series;
    const next = nextCounter(subject, { last: last?.body ?? null, receipts }, added, hash);
    if (!next.ok) {
      log.warn(`Receipts could not be counted: ${next.error.detail}`);
      return false;
    }
    const body = next.value;
    const signature = keys.device.sign(recordIdOf({ kind: 'counter', body }, community.id, hash));
    const proposal = { body, signature, added: added.map(({ id }) => id) };
    book.put({ ...series, proposal });
    group.waiting.splice(0, added.length);
    group.proposedAtMs = group.sinceMs = clock.elapsed();
    send(peer, group, proposal);
    return true;
  }

  function send(peer: string, group: Group, proposal: NonNullable<Series['proposal']>): void {
    const { body, signature, added } = proposal;
    group.sent = { atMs: clock.elapsed(), trouble: group.sent?.trouble ?? null };
    const bytes = counterCodec.encode(body);
    peers.send(peer, { type: 'counter', body: bytes, signature, added: concatBytes(...added) });
  }

  function seriesOf(device: string, epoch: number): Series | null {
    return book.find('given', jobsSubject(me, hexToBytes(device), epoch));
  }

  return {
    add(kept) {
      const group = groupOf(bytesToHex(kept.device), kept.receipt.body.epoch);
      const now = clock.elapsed();
      if (group.waiting.length === 0) group.sinceMs = now;
      group.lastMs = now;
      group.waiting.push(kept);
      wake();
    },
    arrived(peer) {
      for (const group of groups.get(deviceOf(peer))?.values() ?? []) group.sent = null;
      wake();
    },
    left(peer) {
      for (const group of groups.get(deviceOf(peer))?.values() ?? []) group.sent = null;
    },
    countersigned(peer, { epoch, sequence, signature }) {
      const device = deviceOf(peer);
      const series = seriesOf(device, epoch);
      const proposal = series?.proposal ?? null;
      if (series === null || proposal?.body.sequence !== sequence) return;
      const { body, added } = proposal;
      const id = recordIdOf({ kind: 'counter', body }, community.id, hash);
      if (!verify(id, signature, body.consumer)) {
        peers.misbehaved(peer, 'bad_counter_signature');
        return;
      }
      const last = { body, supplierSignature: proposal.signature, consumerSignature: signature };
      const receipts = [...series.receipts, ...added];
      const agreed = { ...series, last, receipts, proposal: null };
      book.put(agreed);
      groupOf(device, epoch).sent = null;
      submission.submit(agreed);
      wake();
      onChange();
    },
    refused(peer, { epoch, sequence, detail }) {
      const device = deviceOf(peer);
      if (seriesOf(device, epoch)?.proposal?.body.sequence !== sequence) return;
      const trouble = printable(detail);
      log.warn(`A counter was not signed: ${trouble}`);
      groupOf(device, epoch).sent = { atMs: clock.elapsed(), trouble };
      onChange();
    },
    troubleOf: ({ subject }) =>
      groups.get(bytesToHex(subject.consumer))?.get(subject.epoch)?.sent?.trouble ?? null,
    stop() {
      cancelLook?.();
    },
  };
}
