/**
 * Paying for pieces of releases, for all communities, connections and releases together: who is here, when what is
 * said, and how much may be given to whom. The two sides are giver.ts and downloader.ts, the protocol pay-frames.ts.
 *
 * Nothing grows without end: accounts are at most `accountsMax`, those that are over are forgotten (forgetting.ts),
 * an account holds at most `seriesMax` epochs; what a machine may claim is bounded in hearing.ts, whom the node allows
 * what in permissions.ts, and what a connection says by `payTalk`.
 */
import { bytesToHex, hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { createAccountBook } from './account-book.ts';
import { createPermissions } from './permissions.ts';
import { createAgenda, createPeer } from './connected.ts';
import type { ConnectedPeer } from './connected.ts';
import { unpaidMax } from './contract.ts';
import type { AboutRelease, Paying, PayingPorts } from './contract.ts';
import { createDownloader } from './downloader.ts';
import { forgetOld } from './forgetting.ts';
import { createGiver } from './giver.ts';
import { createHearing } from './hearing.ts';
import { accountKey } from './kept-account.ts';
import { countersOf, isOpen, paidOf, seriesAt, subjectOf, withSeries } from './pay-account.ts';
import type { Paid, PayAccount, PaySubject } from './pay-account.ts';
import { paySentence } from './pay-frames.ts';
import { createPaySigning, createPayTimes } from './pay-parts.ts';

const unreadable =
  'What was agreed with that computer about this release cannot be read here any more, or there is no room for more.';
/** When something was given that nobody asks to pay for, it is looked at. */
const givenLookMs = 5_000;
const forgetEveryMs = 6 * 3_600_000;
/** Sentences of others that are shown; the oldest is dropped when there are more. */
const heldMax = 10_000;
/** Releases held back from one machine that it was told of. */
const toldHeldMax = 256;

export function createPaying(ports: PayingPorts): Paying {
  const { clock, keys, changed } = ports;
  const book = createAccountBook(ports.book, ports.log);
  const [times, signing] = [createPayTimes(clock), createPaySigning(ports)];
  const { own } = signing;
  const parts = { ports, book, times, signing };
  const [giver, downloader] = [createGiver(parts), createDownloader(parts)];
  const permissions = createPermissions(clock, () => void clock.after(0, changed));
  const agenda = createAgenda(clock, look);
  const hear = createHearing({
    ...{ ...parts, giver, downloader, held, look },
    claimed: ports.claimed,
  });
  const peers = new Map<string, ConnectedPeer>();
  const heldBy = new Map<string, string>();
  const mine = bytesToHex(keys.member);
  let cancelForgetting = clock.after(forgetEveryMs, forget);

  function peerOf({ community, device }: PaySubject): ConnectedPeer | null {
    return peers.get(`${community} ${device}`) ?? null;
  }

  function look(account: PayAccount): void {
    const peer = peerOf(account.subject);
    const side = account.subject.side === 'given' ? giver : downloader;
    agenda.set(account, peer && side.advance(peer, account));
  }

  function held(about: AboutRelease, device: string, why: string): void {
    const key = accountKey({ side: 'used', ...about, device });
    heldBy.delete(key);
    if (why !== '') heldBy.set(key, why);
    dropOldest(heldBy, heldMax);
    changed();
  }

  /** Tells a machine once why it waits, and once that it does not any more. */
  function tellHeld(subject: PaySubject, why: string): void {
    const peer = peerOf(subject);
    if (peer === null || (peer.held.get(subject.release) ?? '') === why) return;
    if (!peer.held.has(subject.release) && peer.held.size >= toldHeldMax) return;
    const frame = { release: hexToBytes(subject.release), detail: paySentence(why) };
    if (peer.say({ kind: 'held', ...frame })) peer.held.set(subject.release, why);
  }

  function forget(): void {
    cancelForgetting = clock.after(forgetEveryMs, forget);
    forgetOld(book, times, (account) => peerOf(account.subject) !== null || isOnShelf(account));
  }

  function isOnShelf(account: PayAccount): boolean {
    return account.subject.side === 'used' && downloader.isOnShelf(account);
  }

  function usedOf(about: AboutRelease): readonly PayAccount[] {
    return book.ofRelease(about).filter(({ subject }) => subject.side === 'used');
  }

  return {
    terms(community, terms) {
      if (!times.set(community, terms)) return;
      for (const peer of [...peers.values()]) {
        if (peer.community !== community) continue;
        for (const account of book.ofMachine(community, peer.machine.device)) {
          if (account.subject.side === 'given') giver.termsChanged(account);
          look(account);
        }
      }
      changed();
    },
    allow(about, member, refusal) {
      permissions.allow(about, member, refusal);
      changed();
    },
    waiting: permissions.waiting,
    met(community, machine, send) {
      const peer = createPeer(clock, community, machine, send);
      peers.set(`${community} ${machine.device}`, peer);
      for (const account of book.ofMachine(community, machine.device)) {
        (account.subject.side === 'given' ? giver : downloader).met(account);
        look(account);
      }
    },
    left(community, device) {
      peers.delete(`${community} ${device}`);
      for (const account of book.ofMachine(community, device)) {
        agenda.set(account, null);
        const isGiven = account.subject.side === 'given';
        const isOwed = isGiven ? giver.unpaid(account) > 0 : downloader.isOnShelf(account);
        if (!book.isKept(account) && !isOwed) book.remove(account);
        else if (isGiven) giver.left(account);
      }
    },
    heard(community, device, frame) {
      const peer = peers.get(`${community} ${device}`);
      return peer === undefined || hear(peer, frame);
    },
    arrived(about, machine, pieces) {
      if (machine.member === mine) return;
      const subject = subjectTo('used', about, machine.device);
      const account = book.open(subject);
      if (account === null) return;
      downloader.arrived(account, pieces);
      heldBy.delete(accountKey(subject));
      look(account);
    },
    again(about) {
      for (const account of usedOf(about)) downloader.again(account);
    },
    gave(about, machine) {
      const account =
        machine.member === mine ? null : book.open(subjectTo('given', about, machine.device));
      if (account === null) return;
      if (!agenda.has(account)) agenda.set(account, givenLookMs);
      giver.gave(account);
    },
    served: giver.served,
    room(about, machine) {
      if (machine.member === mine) return Number.MAX_SAFE_INTEGER;
      const subject = subjectTo('given', about, machine.device);
      if (times.of(about.community) === null || !book.mayOpen(subject)) return 0;
      const why = permissions.answerFor(about, machine);
      if (why !== null) tellHeld(subject, why);
      if (why !== '') return 0;
      const account = book.find(subject);
      return account === null ? unpaidMax : Math.max(0, unpaidMax - giver.unpaid(account));
    },
    open() {
      return [...book.all()].flatMap((account) =>
        countersOf(account, own, isOpen).map((counter) => {
          return { community: account.subject.community, counter };
        }),
      );
    },
    settled(community, body) {
      const isGiven = sameBytes(body.supplier, own.me);
      const device = bytesToHex(isGiven ? body.consumer : body.supplier);
      const subject = subjectOf(body, { community, device }, own);
      const account = subject && book.find(subject);
      const series = account && seriesAt(account.kept, body.epoch);
      if (account === null || series === null || series.settled >= body.sequence) return;
      const settled = body.sequence;
      const signed = Math.max(series.signed, settled);
      book.put(account, withSeries(account.kept, { ...series, settled, signed }));
      changed();
    },
    troubleWith(about, device) {
      const [given, used] = [subjectTo('given', about, device), subjectTo('used', about, device)];
      const [giving, using] = [book.find(given), book.find(used)];
      const heldWhy = heldBy.get(accountKey(used)) ?? null;
      const full = book.mayOpen(given) && book.mayOpen(used) ? null : unreadable;
      const usedWhy = using && downloader.troubleOf(using);
      return heldWhy ?? full ?? usedWhy ?? (giving && giver.troubleOf(giving));
    },
    paid: (about) => usedOf(about).reduce(addPaid, { pieces: 0, quantity: 0n }),
    paidTo(about, device) {
      const account = book.find(subjectTo('used', about, device));
      return account === null ? 0 : Math.max(0, paidOf(account.kept).pieces - account.kept.base);
    },
    stop() {
      agenda.stop();
      cancelForgetting();
    },
  };
}

function subjectTo(
  side: PaySubject['side'],
  { community, release }: AboutRelease,
  device: string,
): PaySubject {
  return { side, community, release, device };
}

function addPaid({ pieces, quantity }: Paid, { kept }: PayAccount): Paid {
  const paid = paidOf(kept);
  return { pieces: pieces + paid.pieces, quantity: quantity + paid.quantity };
}
