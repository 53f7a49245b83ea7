/**
 * Which old heights this machine keeps for everybody. All machines remove what is old by the same rule, so that after
 * some years nobody could compute a record from its genesis any more. Therefore each keeps a part of it for good:
 * whose turn a day of heights is follows from a hash, so that nobody has to be asked, and nobody agrees on anything.
 *
 * A quarter each, and where there are few machines so much more that about 32 of them keep every day: in a community
 * of up to 32 machines everybody keeps everything. A quarter, because a machine is connected with 64 others at most,
 * and whoever audits needs somebody for every single day: that none of 64 has one happens once in a hundred million.
 *
 * What machines own up to is never believed, only what they show: an auditor checks it against the certificates.
 */
import { textToBytes } from '../../../shared/base/bytes.ts';
import type { Hash } from '../../../shared/ledger/merkle.ts';

/** Heights that are kept together: a day of hours. */
export const shareHeights = 24;
/** Machines that keep the same heights, about; of those that the record knows, whether or not they are running. */
export const sharersLeast = 32;
/** One in so many keeps them where there are many machines. */
export const shareOneIn = 4;

const domain = textToBytes('common-hours/share/v1');

/** Whether it is the turn of this machine, one of so many, to keep this height. */
export function isShareOf(
  { community, device }: { readonly community: Uint8Array; readonly device: Uint8Array },
  height: number,
  machines: number,
  hash: Hash,
): boolean {
  const day = textToBytes(String(Math.floor((height - 1) / shareHeights)));
  const drawn = hash(domain, community, device, day);
  const number = new DataView(drawn.buffer, drawn.byteOffset).getUint32(0);
  return number * machines < sharersLeast * 2 ** 32 || number * shareOneIn < 2 ** 32;
}
