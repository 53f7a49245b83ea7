/** What a member may still use in one currency (rules R3, R14). */
interface Means {
  readonly balance: bigint;
  readonly promise: bigint;
  readonly line: bigint;
}

/** What it has and what is left of its line, less what it owes; below nothing for who owes more than they may. */
export function freeHours({ balance, promise, line }: Means, owed: bigint): bigint {
  return balance + (line > promise ? line - promise : 0n) - owed;
}
