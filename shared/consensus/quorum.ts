/** Tendermint's thresholds, by count, for any committee. */

/** f: so many witnesses may lie or fall silent without harm. */
export function faultsOf(committeeSize: number): number {
  return Math.floor((committeeSize - 1) / 3);
}

/** 2f + 1 where there are 3f + 1: more than two thirds, so that two quorums share an honest witness. */
export function quorumOf(committeeSize: number): number {
  return Math.floor((committeeSize * 2) / 3) + 1;
}
