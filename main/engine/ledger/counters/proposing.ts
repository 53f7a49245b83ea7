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
import { agreedMessage } from './agreeing.ts';
import type { OpenUse } from './open-use.ts';
import type { SeriesBook } from './series-book.ts';
import { idsOf, jobsSubject } from './series.ts';
import type { Series } from './series.ts';
import { receiptMessages } from './showing.ts';
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
  /** A series of hours given is another one, because the other machine remembered more of it. */
  adopted(before: Series, after: Series): void;
  /** What the other machine said against the proposal of a series. */
  troubleOf(series: Series): string | null;
  stop(): void;
}

export interface ProposingParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'community' | 'record' | 'log'>;
  readonly peers: Pick<Peers, 'present' | 'send' | 'misbehaved'>;
  readonly book: SeriesBook;
  readonly open: OpenUse;
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
  /** On this connection; `hasShown`: the other machine has seen the receipts that it did not have. */
  sent: {
    readonly atMs: number;
    readonly trouble: string | null;
    readonly hasShown: boolean;
  } | null;
}

/** The other machine may be helped with the one, and for both it names the receipts. */
const aboutReceipts: ReadonlySet<string> = new Set(['receipt_unknown', 'receipt_counted_twice']);

export function createProposing({
  ports,
  peers,
  book,
  open,
  submission,
  onChange,
}: ProposingParts): Proposing {
  const { clock, keys, cryptography, community, record, log } = ports;
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
    const { subject, receipts, last, signed } = series;
    const agreed = { last: last?.body ?? null, receipts, signed };
    const next = nextCounter(subject, agreed, added, hash);
    if (!next.ok) {
      log.warn(`Receipts could not be counted: ${next.error.detail}`);
      return false;
    }
    const body = next.value;
    const signature = keys.device.sign(recordIdOf({ kind: 'counter', body }, community.id, hash));
    const proposal = { body, signature, added: added.map(({ id }) => id) };
    book.put({ ...series, proposal, signed: body.sequence });
    group.waiting.splice(0, added.length);
    group.proposedAtMs = group.sinceMs = clock.elapsed();
    send(peer, group, proposal);
    return true;
  }

  function send(peer: string, group: Group, proposal: NonNullable<Series['proposal']>): void {
    const { body, signature, added } = proposal;
    const { trouble = null, hasShown = false } = group.sent ?? {};
    group.sent = { atMs: clock.elapsed(), trouble, hasShown };
    const bytes = counterCodec.encode(body);
    peers.send(peer, { type: 'counter', body: bytes, signature, added: concatBytes(...added) });
  }

  /** Once on a connection; false where there is nothing to show. */
  function show(peer: string, group: Group, without: readonly Uint8Array[]): boolean {
    const messages = group.sent?.hasShown === true ? [] : receiptMessages(record, without);
    for (const message of messages) peers.send(peer, message);
    group.sent = { atMs: clock.elapsed(), trouble: group.sent?.trouble ?? null, hasShown: true };
    return messages.length > 0;
  }

  /** Shows what both have agreed on, and the receipts behind it. */
  function remind(peer: string, group: Group, series: Series): boolean {
    const agreed = agreedMessage(series);
    if (agreed === null || group.sent?.hasShown === true) return false;
    show(peer, group, series.receipts);
    peers.send(peer, agreed);
    return true;
  }

  /** Gives up a proposal for the sake of these of its receipts. The others wait for the next one. */
  function leaveOut(group: Group, series: Series, without: readonly Uint8Array[], reason: string) {
    const out = new Set(without.map(bytesToHex));
    const { proposal, leftOut } = series;
    const added = without.map((id) => ({ id, reason }));
    book.put({ ...series, proposal: null, leftOut: [...leftOut, ...added] });
    for (const id of out) open.remove(id);
    const others = (proposal?.added ?? []).map(bytesToHex).filter((id) => !out.has(id));
    group.waiting.unshift(...others.flatMap((id) => record.find(id) ?? []));
    group.proposedAtMs = -Infinity;
    group.sent = null;
    wake();
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
    refused(peer, { epoch, sequence, name, detail, without: named }) {
      const device = deviceOf(peer);
      const series = seriesOf(device, epoch);
      const proposal = series?.proposal ?? null;
      if (series === null || proposal?.body.sequence !== sequence) return;
      const group = groupOf(device, epoch);
      const trouble = printable(detail);
      const own = new Set(proposal.added.map(bytesToHex));
      const without = (idsOf(named ?? null) ?? []).filter((id) => own.delete(bytesToHex(id)));
      if (name === 'counter_out_of_turn' && remind(peer, group, series)) {
        send(peer, group, proposal);
      } else if (without.length === 0 || !aboutReceipts.has(name)) {
        group.sent = { atMs: clock.elapsed(), trouble, hasShown: group.sent?.hasShown ?? false };
      } else if (name === 'receipt_unknown' && show(peer, group, without)) {
        send(peer, group, proposal);
      } else leaveOut(group, series, without, `Their computer does not count it. ${trouble}`);
      log.warn(`A counter was not signed: ${trouble}`);
      onChange();
    },
    adopted(before, after) {
      const group = groupOf(bytesToHex(after.subject.consumer), after.subject.epoch);
      const counted = new Set(after.receipts.map(bytesToHex));
      const others = [...(before.proposal?.added ?? []).map(bytesToHex)];
      const waiting = [...others.flatMap((id) => record.find(id) ?? []), ...group.waiting];
      group.waiting.splice(
        0,
        group.waiting.length,
        ...waiting.filter(({ id }) => !counted.has(id)),
      );
      group.sent = null;
      wake();
    },
    troubleOf: ({ subject }) =>
      groups.get(bytesToHex(subject.consumer))?.get(subject.epoch)?.sent?.trouble ?? null,
    stop() {
      cancelLook?.();
    },
  };
}
