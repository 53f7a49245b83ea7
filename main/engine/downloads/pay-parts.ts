/** What both sides of paying stand on: who is here, what counts as now, and signatures under counters. */
import { hexToBytes } from '../../../shared/base/bytes.ts';
import { epochAt } from '../../../shared/ledger/epoch-value.ts';
import { recordIdOf } from '../../../shared/ledger/record.ts';
import type { AccountBook } from './account-book.ts';
import type { PayMachine, PayingPorts, PayTerms } from './contract.ts';
import { bodyOf, countersOf } from './pay-account.ts';
import type { PayAccount, PayOwn, PaySubject, Said } from './pay-account.ts';
import type { PayFrame } from './pay-frames.ts';

/** A machine that is connected. */
export interface PayPeer {
  readonly community: string;
  readonly machine: PayMachine;
  /** Of its own accord; false where that would be too much at present: it is to be said later. */
  say(frame: PayFrame): boolean;
  answer(frame: PayFrame): void;
}

export interface PayParts {
  readonly ports: Pick<PayingPorts, 'clock' | 'keys' | 'cryptography' | 'log' | 'changed'>;
  readonly book: AccountBook;
  readonly times: PayTimes;
  readonly signing: PaySigning;
}

/** What the node said of each community. */
export interface PayTimes {
  /** Whether that is anything new. */
  set(community: string, terms: PayTerms): boolean;
  /** Null until it is said. */
  of(community: string): { readonly pieceMost: bigint; readonly epochNow: number } | null;
}

/** More communities than a machine belongs to. */
const communitiesMax = 256;

export function createPayTimes(clock: PayingPorts['clock']): PayTimes {
  const terms = new Map<string, PayTerms>();
  return {
    set(community, said) {
      const known = terms.get(community);
      if (known === undefined && terms.size >= communitiesMax) return false;
      terms.set(community, said);
      const { startsAtMs, epochMs } = said.calendar;
      return (
        known?.pieceMost !== said.pieceMost ||
        known.calendar.startsAtMs !== startsAtMs ||
        known.calendar.epochMs !== epochMs
      );
    },
    of(community) {
      const said = terms.get(community);
      if (said === undefined) return null;
      const { startsAtMs, epochMs } = said.calendar;
      const epochNow = epochAt(clock.now(), startsAtMs, epochMs);
      return { pieceMost: said.pieceMost, epochNow };
    },
  };
}

export interface PaySigning {
  readonly own: PayOwn;
  sign(subject: PaySubject, epoch: number, said: Said): Uint8Array;
  isSigned(
    subject: PaySubject,
    counter: { readonly epoch: number; readonly said: Said },
    by: { readonly giver: Uint8Array } | { readonly downloader: Uint8Array },
  ): boolean;
}

export function createPaySigning({
  keys,
  cryptography: { hash, verify },
}: Pick<PayingPorts, 'keys' | 'cryptography'>): PaySigning {
  const own: PayOwn = { me: keys.device.publicKey, hash };
  const bodyFor = (subject: PaySubject, epoch: number, said: Said) =>
    bodyOf(subject, { epoch, said }, own);
  const idOf = (subject: PaySubject, body: ReturnType<typeof bodyFor>) =>
    recordIdOf({ kind: 'counter', body }, hexToBytes(subject.community), hash);
  return {
    own,
    sign: (subject, epoch, said) => keys.device.sign(idOf(subject, bodyFor(subject, epoch, said))),
    isSigned(subject, { epoch, said }, by) {
      const body = bodyFor(subject, epoch, said);
      const [signature, signer] =
        'giver' in by ? [by.giver, body.supplier] : [by.downloader, body.consumer];
      return verify(idOf(subject, body), signature, signer);
    },
  };
}

/** The frames that show all that both have signed, the newest last. */
export function agreedFrames({ signing }: PayParts, account: PayAccount): readonly PayFrame[] {
  return countersOf(account, signing.own).map((counter) => ({ kind: 'agreed', ...counter }));
}

/** How long to wait before something is said again, that was said so many times. */
export function repeatAfterMs(times: number): number {
  return Math.min(5_000 * 2 ** Math.max(0, times - 1), 60_000);
}

/** The sooner of two waits; null is never. */
export function sooner(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
