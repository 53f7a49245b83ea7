/**
 * Hours that are taken back. Who finds out that an answer was wrong for which it has signed disputes it all the same, and
 * says so again whenever they meet, as nothing acknowledges it. Whoever gave these hours shows that they are claimed back
 * and why, and counts them as before: the word comes without the slice that would prove it, and anybody could say it of
 * any answer. In a community it is the record that counts.
 */
import { bytesToHex, hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import { claimedBackSentence } from '../../../shared/api/taken-back-words.ts';
import { printable } from '../../../shared/base/printable.ts';
import { memberKeyOf, peerIdOf } from '../../../shared/domain/peer-id.ts';
import type { Message } from '../../../shared/peers/protocol.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { RunLog } from '../lending/run-log.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { provedWrong } from './contested.ts';
import type { Contested } from './contested.ts';

/** The last ones that are said again to whoever comes back. */
const saidAgainMax = 256;

export interface TakingBack {
  /** A receipt that was signed here for an answer that is proved wrong. */
  takeBack(receipt: string): void;
  arrived(peer: string): void;
  message(peer: string, message: Message): void;
}

export interface TakingBackParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'record' | 'community'>;
  readonly peers: Pick<Peers, 'send'>;
  readonly group: Pick<GroupCommit, 'write'>;
  readonly contested: Contested;
  readonly log: Pick<RunLog, 'takenBack'>;
}

/** Says nothing before somebody is there. */
export function createTakingBack(parts: TakingBackParts): TakingBack {
  const { ports, peers, group, contested, log } = parts;
  const { clock, keys, record, community } = ports;
  const isOpenGroup = community.accounts === null;

  /** To the machine that has the receipt, too; to one that is not there it is said when it comes. */
  function tell(receipt: string, onlyTo: string | null): void {
    const kept = record.find(receipt);
    if (kept === null || !sameBytes(kept.receipt.body.consumer, keys.member)) return;
    const { supplier, nonce } = kept.receipt.body;
    const peer = peerIdOf(supplier, kept.device);
    if (onlyTo !== null && peer !== onlyTo) return;
    peers.send(peer, { type: 'dispute', attempt: bytesToHex(nonce), ...provedWrong });
  }

  return {
    takeBack(receipt) {
      contested.add(receipt);
      tell(receipt, null);
    },
    arrived(peer) {
      for (const receipt of contested.last(saidAgainMax)) tell(receipt, peer);
    },
    message(peer, message) {
      if (message.type !== 'dispute') return;
      const { attempt, detail } = message;
      const kept = record.findByNonce(memberKeyOf(peer), hexToBytes(attempt));
      const isOurs = kept !== null && sameBytes(kept.receipt.body.supplier, keys.member);
      if (!isOurs || contested.claimOf(kept.id) !== null) return;
      const reason = printable(detail);
      log.takenBack(attempt, claimedBackSentence(reason, isOpenGroup));
      group.write(() => {
        contested.claim(kept.id, { reason, atMs: clock.now() });
      });
    },
  };
}
