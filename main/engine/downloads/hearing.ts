/** What the frames of a connected machine mean for the accounts with it. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { printable } from '../../../shared/base/printable.ts';
import type { ConnectedPeer } from './connected.ts';
import type { AboutRelease, PayMachine, PayingPorts } from './contract.ts';
import type { Downloader } from './downloader.ts';
import type { Giver } from './giver.ts';
import { adopted, isAgreed } from './pay-agreeing.ts';
import { subjectOf } from './pay-account.ts';
import type { PayAccount, PaySubject } from './pay-account.ts';
import { payPiecesMax, readPayFrame } from './pay-frames.ts';
import type { PayFrame, PayFrameOf } from './pay-frames.ts';
import type { PayParts } from './pay-parts.ts';

export interface HearingParts extends PayParts {
  readonly giver: Giver;
  readonly downloader: Downloader;
  readonly claimed: PayingPorts['claimed'];
  /** Why a machine does not give a release, by its own word; '' where it does. */
  readonly held: (about: AboutRelease, device: string, why: string) => void;
  /** Says what is due of an account now. */
  readonly look: (account: PayAccount) => void;
}

/** Releases that a machine may claim to have got from here, although nothing of that is known since the start. */
const claimedMax = 64;

/** False where a frame is none, comes too soon after others, or is one that no honest machine sends. */
export function createHearing(parts: HearingParts) {
  const { ports, book, signing, giver, downloader, look } = parts;
  const mine = bytesToHex(ports.keys.member);

  function subjectWith(
    { community, machine }: ConnectedPeer,
    side: PaySubject['side'],
    release: Uint8Array,
  ): PaySubject {
    return { side, community, release: bytesToHex(release), device: machine.device };
  }

  function aboutBody({ community, machine }: ConnectedPeer, body: PayFrameOf<'counter'>['body']) {
    return subjectOf(body, { community, device: machine.device }, signing.own);
  }

  /** Whoever was killed is paid for what it does not know of any more; but not for just any release. */
  function accountClaimed(subject: PaySubject): PayAccount | null {
    const known = book.find(subject);
    if (known !== null) return known;
    const others = book.ofMachine(subject.community, subject.device);
    const unknown = others.filter((each) => each.subject.side === 'given' && !book.isKept(each));
    return unknown.length < claimedMax ? book.open(subject) : null;
  }

  function heardArrived(peer: ConnectedPeer, frame: PayFrameOf<'arrived'>): boolean {
    if (frame.pieces > payPiecesMax || frame.paid > payPiecesMax) return false;
    const account = accountClaimed(subjectWith(peer, 'given', frame.release));
    if (account === null) return true;
    giver.claimed(peer, account, frame);
    look(account);
    return true;
  }

  function heardGave(peer: ConnectedPeer, frame: PayFrameOf<'gave'>): boolean {
    if (frame.pieces > payPiecesMax || frame.paid > payPiecesMax) return false;
    const subject = subjectWith(peer, 'used', frame.release);
    const account = book.find(subject);
    const pieces = frame.pieces - (account?.kept.base ?? 0);
    if (pieces > 0) parts.claimed(subject, peer.machine, pieces);
    if (account !== null) downloader.shown(peer, account, frame);
    return true;
  }

  function heardCounter(peer: ConnectedPeer, frame: PayFrameOf<'counter'>): boolean {
    const { body, signature } = frame;
    const subject = aboutBody(peer, body);
    if (subject?.side !== 'used' || body.sequence < 1 || body.count < 1) return false;
    if (body.count > payPiecesMax) return false;
    const counter = { epoch: body.epoch, said: body };
    if (!signing.isSigned(subject, counter, { giver: signature })) return false;
    const account = book.find(subject);
    downloader.proposed(peer, account, frame);
    if (account !== null) look(account);
    return true;
  }

  function heardAgreed(peer: ConnectedPeer, frame: PayFrameOf<'agreed'>): boolean {
    const subject = aboutBody(peer, frame.body);
    if (subject === null) return false;
    const known = book.find(subject);
    if (known !== null && adopted(known, frame) === null) return true;
    if (!isAgreed(signing, subject, frame)) return false;
    const account = book.open(subject);
    const series = account && adopted(account, frame);
    if (account === null || series === null) return true;
    (subject.side === 'given' ? giver : downloader).adopt(account, series);
    look(account);
    return true;
  }

  function heardAnswer(
    peer: ConnectedPeer,
    frame: PayFrameOf<'countersigned'> | PayFrameOf<'refused'>,
  ): boolean {
    const account = book.find(subjectWith(peer, 'given', frame.release));
    if (account === null) return true;
    const isTrue = frame.kind === 'refused' || giver.countersigned(account, frame);
    if (frame.kind === 'refused') giver.refused(account, frame);
    look(account);
    return isTrue;
  }

  function understood(peer: ConnectedPeer, frame: PayFrame): boolean {
    switch (frame.kind) {
      case 'arrived':
        return heardArrived(peer, frame);
      case 'gave':
        return heardGave(peer, frame);
      case 'counter':
        return heardCounter(peer, frame);
      case 'agreed':
        return heardAgreed(peer, frame);
      case 'countersigned':
      case 'refused':
        return heardAnswer(peer, frame);
      case 'held': {
        const { community } = peer;
        const about = { community, release: bytesToHex(frame.release) };
        parts.held(about, peer.machine.device, printable(frame.detail));
        return true;
      }
    }
  }

  return (peer: ConnectedPeer, bytes: Uint8Array): boolean => {
    const frame = readPayFrame(bytes);
    if (frame === null || !peer.mayHear(frame)) return false;
    // Between machines of one member nothing is counted, whatever the other thinks of it.
    if (frame === 'unknown' || isOwn(peer.machine)) return true;
    return understood(peer, frame);
  };

  function isOwn({ member }: PayMachine): boolean {
    return member === mine;
  }
}
