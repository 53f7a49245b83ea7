/** What is set aside for a download, and what is missing where hours do not reach for it. Amounts are millionths. */
import type { DownloadNeedView } from '../../shared/api/record-contract.ts';
import type { OnShelfView } from '../../shared/api/software-shape.ts';

/** Micro-CPU-hours and micro-man-hours. */
export type Both = readonly [bigint, bigint];

const partsOfMicro = 1_000_000n;

/** What giving so many pieces may take at most, in whole micro-CPU-hours. */
export function servingMost(pieceMost: bigint, pieces: number): bigint {
  return (pieceMost * BigInt(pieces) + partsOfMicro - 1n) / partsOfMicro;
}

/** What may be charged for what has not arrived, at most, and for giving so many pieces. */
export function neededOf(
  { most: [cpu, man] }: Pick<DownloadNeedView, 'most'>,
  pieceMost: bigint,
  pieces: number,
): Both {
  return [cpu + servingMost(pieceMost, pieces), man];
}

/** What is missing of either; nothing where it reaches. */
export function shortfallOf(needed: Both, free: Both): Both {
  return [beyond(needed[0], free[0]), beyond(needed[1], free[1])];
}

/** What of it is still kept apart: each piece that was paid for has freed its part. */
export function reservedFor({
  setAside,
  paidPieces,
  size,
}: Pick<OnShelfView, 'setAside' | 'paidPieces' | 'size'>): Both {
  const all = BigInt(Math.max(1, size.pieces));
  const left = BigInt(Math.max(0, size.pieces - paidPieces));
  const part = (amount: bigint) => (amount * left + all - 1n) / all;
  return [part(setAside[0]), part(setAside[1])];
}

function beyond(needed: bigint, free: bigint): bigint {
  return needed > free ? needed - free : 0n;
}
