/**
 * What may be set aside for a job: a member's certified hours and what is left of its line, less what was used and
 * is not certified yet, whether or not the record knows of it, less what is set aside already. Nobody can owe beyond the line (rules R3, R14).
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { freeHours } from '../../../shared/ledger/free-hours.ts';
import type { MemberAccount, Ports } from '../ports.ts';
import type { Counters } from './counters/counters.ts';

export interface Budget {
  /** The ceilings of one's own open jobs, less what these have paid. */
  setAside(): bigint;
  /** What may be set aside beyond that and beyond what downloads have set aside, not below 0; null where nothing is certified and everybody trusts. */
  available(): bigint | null;
  /** As `available`, of another member: what it has set aside is known to itself alone. */
  availableTo(member: string): bigint | null;
}

/** Reads the accounts of the community, and what they do not know yet. */
export function createBudget(
  { community, keys }: Pick<Ports, 'community' | 'keys'>,
  /** What one's own open jobs may still use beyond what they have paid. */
  setAside: () => bigint,
  { openUse, openUseOf }: Pick<Counters, 'openUse' | 'openUseOf'>,
): Budget {
  const { accounts } = community;
  const me = bytesToHex(keys.member);
  return {
    setAside,
    available: () =>
      accounts === null
        ? null
        : atLeastNothing(
            freeOf(accounts.of(me)) - openUse() - setAside() - (accounts.setAside?.() ?? 0n),
          ),
    availableTo: (member) =>
      accounts === null ? null : atLeastNothing(freeOf(accounts.of(member)) - openUseOf(member)),
  };
}

/** Whoever is no member may use nothing. */
function freeOf(account: MemberAccount | null): bigint {
  return account === null ? 0n : freeHours(account, account.provisionalUse);
}

function atLeastNothing(quantity: bigint): bigint {
  return quantity > 0n ? quantity : 0n;
}
