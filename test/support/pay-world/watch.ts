/** Sees all that is kept and said in a world of payments, and notes what must never be. */
import { readAccount } from '../../../main/engine/downloads/kept-account.ts';
import { readPayFrame } from '../../../main/engine/downloads/pay-frames.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';

export interface PayWatch {
  readonly faults: string[];
  /** Names of machines whose disk was put back: alone they may sign a number again, but not together. */
  readonly forgetful: Set<string>;
  kept(name: string, key: string, bytes: Uint8Array): void;
  said(name: string, disk: ReadonlyMap<string, Uint8Array>, bytes: Uint8Array): void;
}

export function createPayWatch(): PayWatch {
  const faults: string[] = [];
  const forgetful = new Set<string>();
  /** What each machine has signed under each number. */
  const signed = new Map<string, string>();

  function once(name: string, content: string): void {
    const known = signed.get(name) ?? content;
    signed.set(name, known);
    if (known !== content) faults.push(`${name} was signed for ${known} and for ${content}`);
  }

  function seriesOf(disk: ReadonlyMap<string, Uint8Array>, side: string, release: string) {
    return [...disk].flatMap(([key, bytes]) =>
      key.startsWith(side) && key.includes(` ${release} `)
        ? (readAccount(bytes)?.series ?? [])
        : [],
    );
  }

  return {
    ...{ faults, forgetful },
    kept(name, key, bytes) {
      const account = readAccount(bytes);
      if (account === null) {
        faults.push(`${name} keeps what it cannot read`);
        return;
      }
      for (const { epoch, last, proposal } of account.series) {
        for (const each of [last, forgetful.has(name) ? null : proposal]) {
          if (each === null) continue;
          const what = each === last ? 'both' : 'alone';
          const number = `${name} ${key} ${epoch} ${each.sequence}`;
          const content = `${each.count} ${each.quantity}`;
          once(`${number} ${what}`, content);
          if (!forgetful.has(name)) once(number, content);
        }
      }
    },
    said(name, disk, bytes) {
      const frame = readPayFrame(bytes);
      if (frame === null || frame === 'unknown') {
        faults.push(`${name} says what is no frame`);
      } else if (frame.kind === 'counter') {
        const { cause, epoch, sequence } = frame.body;
        const kept = seriesOf(disk, 'given', bytesToHex(cause));
        const isKept = kept.some(
          (each) => each.epoch === epoch && each.proposal?.sequence === sequence,
        );
        if (!isKept) faults.push(`${name} proposes what it has not kept`);
      } else if (frame.kind === 'countersigned') {
        const kept = seriesOf(disk, 'used', bytesToHex(frame.release));
        const isKept = kept.some(
          ({ epoch, last }) => epoch === frame.epoch && last?.sequence === frame.sequence,
        );
        if (!isKept) faults.push(`${name} answers with what it has not kept`);
      }
    },
  };
}
