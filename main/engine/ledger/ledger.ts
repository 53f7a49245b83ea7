/**
 * This node's receipts: it proposes them as supplier, signs them as consumer, keeps them, and knows from them
 * alone what was given and used. A receipt is counted after it is on the disk, and never twice.
 */
import { bytesToHex, sameBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { EntryView, StatementView } from '../../../shared/api/contract.ts';
import { deviceKeyOf } from '../../../shared/domain/peer-id.ts';
import { emptyBalances, foldPostings } from '../../../shared/ledger/balances.ts';
import { checkProposal, checkReceipt } from '../../../shared/ledger/check-receipt.ts';
import type { ExpectedReceipt, ReceiptRefusalName } from '../../../shared/ledger/check-receipt.ts';
import { receiptHash } from '../../../shared/ledger/receipt.ts';
import type { Receipt, ReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { Cryptography, KeptReceipt, Ports } from '../ports.ts';
import type { Names } from '../peers/names.ts';
import { createPublisher } from '../publisher.ts';
import type { Budget } from './budget.ts';
import { provedWrong } from './contested.ts';
import type { Contested } from './contested.ts';
import type { Counters } from './counters/counters.ts';
import { createQuarterSums } from './quarter-sums.ts';
import { entryOf, statementOf } from './statement.ts';
import { createPostings } from './postings.ts';
import type { KeptPosting } from './postings.ts';

type LedgerRefusal = Refusal<ReceiptRefusalName | 'nonce_repeated'>;

export interface Ledger {
  readonly statement: Cell<StatementView>;
  /** The supplier's signature of a receipt that it proposes. */
  propose(body: ReceiptBody): Uint8Array;
  /** As consumer: whether a proposal is what was agreed. Nothing is signed. */
  check(
    body: ReceiptBody,
    supplierSignature: Uint8Array,
    expected: ExpectedReceipt,
  ): Result<ReceiptBody, LedgerRefusal>;
  /** As consumer: signs a proposal of this peer and keeps it; `isChecked` where its signature was just verified. */
  sign(
    peer: string,
    body: ReceiptBody,
    supplierSignature: Uint8Array,
    isChecked: boolean,
  ): Result<KeptReceipt, LedgerRefusal>;
  /** As supplier: keeps a receipt that this peer has signed; `isOurs` where this program signed it a moment ago. */
  keepGiven(
    peer: string,
    body: ReceiptBody,
    supplierSignature: Uint8Array,
    consumerSignature: Uint8Array,
    isOurs?: boolean,
  ): Result<KeptReceipt, LedgerRefusal>;
  /** As supplier: whether the receipt was kept, signed by both. */
  isKept(body: ReceiptBody): boolean;
  /** The receipt of one of this consumer's own attempts, if it was kept. */
  ofAttempt(nonce: Uint8Array): KeptReceipt | null;
  entries(
    before: string | null,
    limit: number,
  ): Result<readonly EntryView[], Refusal<'unknown_receipt'>>;
  /** Of receipts kept since a moment, without those that are contested. */
  since(atMs: number): readonly KeptPosting[];
  /** A receipt is contested from now on, and counts no more. */
  recount(): void;
  /** Accounts, or what is set aside, have changed. */
  changed(): void;
  stop(): void;
}

type LedgerPorts = Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'community' | 'record'>;

export interface LedgerParts {
  readonly ports: LedgerPorts;
  readonly names: Names;
  readonly budget: Budget;
  readonly counters: Pick<Counters, 'kept' | 'finalityOf'>;
  readonly contested: Pick<Contested, 'has' | 'claimOf'>;
}

/** Reads the record and keeps it. */
export function createLedger({ ports, names, budget, counters, contested }: LedgerParts): Ledger {
  const { clock, keys, cryptography, record } = ports;
  const { finalityOf } = counters;
  const me = keys.member;
  const around = { me, names, finalityOf, takenBackOf };
  const postings = createPostings(me);
  const sums = createQuarterSums();
  for (const each of record.all()) add(each);
  /** Of the first so many postings; the others are counted when somebody asks, and all of them anew after a claim. */
  let [balances, counted] = [emptyBalances, 0];
  function read(): StatementView {
    const uncounted = postings.all().slice(counted);
    const isValid = ({ id }: KeptPosting) => !contested.has(id);
    balances = foldPostings(uncounted.filter(isValid), balances);
    counted += uncounted.length;
    const newest = postings.newest();
    return statementOf({ ...around, newest, sums, balances, budget, nowMs: clock.now() });
  }
  const statement = createCell<StatementView>(read());
  const publisher = createPublisher(clock, statement, read);
  // Today ends and weeks begin without any receipt.
  const stopClock = clock.every(600_000, publisher.changed);

  function add(kept: KeptReceipt): void {
    const posting = postings.add(kept);
    if (posting !== null) sums.add(posting);
  }

  function takenBackOf(receipt: string): EntryView['takenBack'] {
    if (contested.has(receipt)) return { by: 'me', reason: provedWrong.detail, atMs: null };
    const claim = contested.claimOf(receipt);
    return claim === null ? undefined : { by: 'them', ...claim };
  }

  function keep(
    peer: string,
    body: ReceiptBody,
    supplierSignature: Uint8Array,
    consumerSignature: Uint8Array,
    isOurs = false,
  ): Result<KeptReceipt, LedgerRefusal> {
    const receipt = checkReceipt(
      { body, supplierSignature, consumerSignature },
      ports.community.id,
      isOurs ? { ...cryptography, verify: verifyOfOthers } : cryptography,
    );
    return receipt.ok ? append(peer, receipt.value) : receipt;
  }

  /** A signature that was made here a moment ago is not checked: that takes as long as making two. */
  const verifyOfOthers: Cryptography['verify'] = (message, signature, key) =>
    sameBytes(key, me) || cryptography.verify(message, signature, key);

  function append(peer: string, receipt: Receipt): Result<KeptReceipt, LedgerRefusal> {
    const appended = record.append(receipt, clock.now(), deviceKeyOf(peer));
    if (!appended.ok) return appended;
    if (appended.value.position > postings.count()) {
      add(appended.value);
      counters.kept(appended.value);
      publisher.changed();
    }
    return appended;
  }

  const signed = (body: ReceiptBody) => keys.sign(receiptHash(body, cryptography.hash));

  return {
    statement,
    propose: signed,
    check: (body, supplierSignature, expected) =>
      checkProposal(body, supplierSignature, expected, cryptography),
    sign(peer, body, supplierSignature, isChecked) {
      // Where the attempt has a receipt already the record answers that one, or refuses what contradicts it.
      const consumerSignature = signed(body);
      return isChecked
        ? append(peer, { body, supplierSignature, consumerSignature })
        : keep(peer, body, supplierSignature, consumerSignature);
    },
    keepGiven: keep,
    isKept: (body) => record.find(bytesToHex(receiptHash(body, cryptography.hash))) !== null,
    ofAttempt: (nonce) => record.findByNonce(me, nonce),
    since: (atMs) => postings.since(atMs).filter(({ id }) => !contested.has(id)),
    entries(before, limit) {
      const last = before === null ? null : record.find(before);
      if (before !== null && last === null) {
        return refuse('unknown_receipt', 'There is no receipt of that name here.');
      }
      const entries = record.before(last?.position ?? null, limit);
      return ok(entries.map((each) => entryOf(each, around)));
    },
    recount() {
      [balances, counted] = [emptyBalances, 0];
      publisher.changed();
    },
    changed: publisher.changed,
    stop() {
      stopClock();
      publisher.stop();
    },
  };
}
