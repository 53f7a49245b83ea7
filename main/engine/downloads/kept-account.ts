/** How an account is kept on the disk: under its subject, as canonical bytes that say their version. */
import {
  codecOf,
  list,
  signature,
  struct,
  uint32,
  uint64,
  uint8,
} from '../../../shared/base/struct.ts';
import { seriesMax } from './pay-account.ts';
import type { Agreed, KeptAccount, PaySeries, PaySubject, Proposed } from './pay-account.ts';

const version = 2;
/** Before, what is unpaid was not kept. */
const firstVersion = 1;
const said = { sequence: uint32, count: uint32, quantity: uint64 };

const fields = {
  ...{ gave: uint32, base: uint32, from: uint32, donePieces: uint32, doneQuantity: uint64 },
  series: list(
    struct({
      ...{ epoch: uint32, signed: uint32, settled: uint32, spare: uint64 },
      last: list(
        struct<Agreed>({ ...said, supplierSignature: signature, consumerSignature: signature }),
        1,
      ),
      proposal: list(struct<Proposed>({ ...said, signature, spare: uint64 }), 1),
    }),
    seriesMax,
  ),
};

const codec = codecOf(struct({ version: uint8, unpaid: uint32, ...fields }));
const firstCodec = codecOf(struct({ version: uint8, ...fields }));

export function accountKey({ side, community, release, device }: PaySubject): string {
  return `${side} ${community} ${release} ${device}`;
}

/** What is kept under a key; null where it is no key of an account. */
export function subjectOfKey(text: string): PaySubject | null {
  const found = /^(given|used) ([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9a-f]{64})$/.exec(text);
  if (found === null) return null;
  const [, side, community = '', release = '', device = ''] = found;
  return { side: side === 'given' ? 'given' : 'used', community, release, device };
}

export function accountBytes({ done, series, ...counts }: KeptAccount): Uint8Array {
  return codec.encode({
    ...{ version, ...counts, donePieces: done.pieces, doneQuantity: done.quantity },
    series: series.map(({ last, proposal, ...each }) => ({
      ...each,
      last: last === null ? [] : [last],
      proposal: proposal === null ? [] : [proposal],
    })),
  });
}

/** The account that was kept; null for what neither this version nor one before it wrote. */
export function readAccount(bytes: Uint8Array): KeptAccount | null {
  const read = bytes[0] === firstVersion ? readFirst(bytes) : codec.decode(bytes);
  if (read?.version !== firstVersion && read?.version !== version) return null;
  const { gave, unpaid, base, from, donePieces, doneQuantity } = read;
  const series = read.series.map(
    ({ epoch, signed, settled, spare, last: [last = null], proposal: [proposal = null] }) => {
      return { epoch, signed, settled, spare, last, proposal };
    },
  );
  if (!series.every((each, index) => mayFollow(each, series[index - 1]?.epoch ?? from - 1))) {
    return null;
  }
  const done = { pieces: donePieces, quantity: doneQuantity };
  return { gave, unpaid, base, from, done, series };
}

function readFirst(bytes: Uint8Array) {
  const read = firstCodec.decode(bytes);
  return read && { ...read, unpaid: 0 };
}

/** No number was agreed or proposed that is not known to be signed, and a proposal goes on from what was agreed. */
function mayFollow({ epoch, signed, last, proposal }: PaySeries, before: number): boolean {
  const [agreed, proposed] = [last?.sequence ?? 0, proposal?.sequence ?? agreedNext(last)];
  return (
    epoch > before && agreed <= signed && proposed > agreed && (proposal?.sequence ?? 0) <= signed
  );
}

function agreedNext(last: Agreed | null): number {
  return (last?.sequence ?? 0) + 1;
}
