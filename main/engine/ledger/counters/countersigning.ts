/**
 * The consumer's half of counters: it signs only what it computes itself from receipts that it holds, keeps the
 * counter before it answers, and never signs two of one sequence number.
 */
import { bytesToHex, concatBytes, sameBytes } from '../../../../shared/base/bytes.ts';
import type { Refusal } from '../../../../shared/base/result.ts';
import { deviceKeyOf, memberKeyOf } from '../../../../shared/domain/peer-id.ts';
import { counterCodec, recordIdOf } from '../../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../../shared/ledger/record.ts';
import type { Receipt } from '../../../../shared/ledger/receipt.ts';
import { checkCounterProposal } from '../../../../shared/ledger/rollup.ts';
import type { MessageOf } from '../../../../shared/peers/protocol.ts';
import type { Peers } from '../../peers/peers.ts';
import type { Ports } from '../../ports.ts';
import { provedWrong } from '../contested.ts';
import { agreedMessage } from './agreeing.ts';
import type { SeriesBook } from './series-book.ts';
import { shownReceipts } from './showing.ts';
import { idsOf, jobsSubject } from './series.ts';
import type { Series } from './series.ts';
import type { Submission } from './submission.ts';

/** Faults of a proposal that no honest machine can have, whatever it has lost. */
const misdeeds: ReadonlySet<string> = new Set(['counter_of_others', 'counter_differs']);

/** Keeps a receipt that both have signed, and checks both signatures. False where it is not kept. */
export type Restore = (peer: string, receipt: Receipt) => boolean;

export interface CountersigningParts {
  readonly ports: Pick<Ports, 'keys' | 'cryptography' | 'community' | 'record'>;
  readonly peers: Pick<Peers, 'send' | 'misbehaved'>;
  readonly book: SeriesBook;
  readonly submission: Submission;
  readonly restore: Restore;
  /** Signed for an answer that was proved wrong. */
  readonly isContested: (receipt: string) => boolean;
  readonly onChange: () => void;
}

const unreadable = {
  name: 'counter_unreadable',
  detail: 'What was agreed about this hour cannot be read here any more.',
} as const;
const countedTwice = {
  name: 'receipt_counted_twice',
  detail: 'A receipt is counted already.',
} as const;

/** Answers proposals. */
export function createCountersigning(parts: CountersigningParts) {
  const { ports, peers, book, submission, restore, isContested, onChange } = parts;
  const { keys, cryptography, community, record } = ports;
  const { hash, verify } = cryptography;
  const me = keys.device.publicKey;

  function answer(peer: string, { epoch, sequence }: CounterBody, signature: Uint8Array): void {
    peers.send(peer, { type: 'countersigned', epoch, sequence, signature });
  }

  function refuse(
    peer: string,
    { epoch, sequence }: CounterBody,
    { name, detail }: Refusal,
    without: readonly Uint8Array[] = [],
  ): void {
    const named = without.length === 0 ? {} : { without: concatBytes(...without) };
    peers.send(peer, { type: 'counter_refused', epoch, sequence, name, detail, ...named });
  }

  /** A receipt of this epoch with the member of this peer, whichever of its keys the machine had then. */
  function quantityFrom(peer: string, epoch: number, id: Uint8Array): bigint | null {
    const body = record.find(bytesToHex(id))?.receipt.body;
    const isTheirs =
      body?.epoch === epoch &&
      sameBytes(body.supplier, memberKeyOf(peer)) &&
      sameBytes(body.consumer, keys.member);
    return isTheirs ? body.microCpuHours : null;
  }

  function check(peer: string, body: CounterBody, series: Series, added: readonly Uint8Array[]) {
    const { subject, receipts, last } = series;
    const agreed = { last: last?.body ?? null, receipts };
    const quantityOf = (id: Uint8Array) => quantityFrom(peer, subject.epoch, id);
    return checkCounterProposal(body, { subject, agreed }, { added, quantityOf }, hash);
  }

  return {
    /** Receipts that this machine has lost come back from whoever gave the hours. */
    shown(peer: string, message: MessageOf<'receipts'>): void {
      const receipts = shownReceipts(message, peer, keys.member);
      const isTrue = receipts?.every((receipt) => restore(peer, receipt)) ?? false;
      if (!isTrue) peers.misbehaved(peer, 'false_receipt');
    },
    proposed(peer: string, message: MessageOf<'counter'>): void {
      const body = counterCodec.decode(message.body);
      const added = idsOf(message.added);
      if (body === null || added === null) {
        peers.misbehaved(peer, 'malformed_counter');
        return;
      }
      const id = recordIdOf({ kind: 'counter', body }, community.id, hash);
      if (!verify(id, message.signature, deviceKeyOf(peer))) {
        peers.misbehaved(peer, 'bad_counter_signature');
        return;
      }
      const series = book.find('used', jobsSubject(deviceKeyOf(peer), me, body.epoch));
      if (series === null) {
        refuse(peer, body, unreadable);
        return;
      }
      const { last } = series;
      if (last !== null && sameBytes(counterCodec.encode(last.body), message.body)) {
        answer(peer, body, last.consumerSignature);
        return;
      }
      const wrong = added.filter((each) => isContested(bytesToHex(each)));
      if (wrong.length > 0) {
        refuse(peer, body, provedWrong, wrong);
        return;
      }
      const elsewhere = added.filter((each) => isCountedElsewhere(each, series));
      if (elsewhere.length > 0) {
        refuse(peer, body, countedTwice, elsewhere);
        return;
      }
      const checked = check(peer, body, series, added);
      if (!checked.ok) {
        if (misdeeds.has(checked.error.name)) peers.misbehaved(peer, checked.error.name);
        else {
          remind(peer, body, series);
          refuse(peer, body, checked.error, notHere(peer, series, added));
        }
        return;
      }
      const consumerSignature = keys.device.sign(id);
      const signed = { body, supplierSignature: message.signature, consumerSignature };
      const agreed = { ...series, last: signed, receipts: [...series.receipts, ...added] };
      book.put(agreed);
      answer(peer, body, consumerSignature);
      submission.submit(agreed);
      onChange();
    },
  };

  /** A proposal of a number that both have signed for something else comes from who has forgotten it. */
  function remind(peer: string, { sequence }: CounterBody, series: Series): void {
    const agreed = sequence <= (series.last?.body.sequence ?? 0) ? agreedMessage(series) : null;
    if (agreed !== null) peers.send(peer, agreed);
  }

  function notHere(peer: string, { subject }: Series, added: readonly Uint8Array[]) {
    return added.filter((id) => quantityFrom(peer, subject.epoch, id) === null);
  }

  /** In a series with an earlier key of the same machine, for instance. */
  function isCountedElsewhere(receipt: Uint8Array, { subject }: Series): boolean {
    const place = book.placeOf(bytesToHex(receipt));
    return place !== null && !sameBytes(place.series.subject.supplier, subject.supplier);
  }
}
