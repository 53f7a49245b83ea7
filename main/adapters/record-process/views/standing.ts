/** How members stand in a currency: by the last certificate, and as it is known here beyond it. */
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import type { AccountView } from '../../../../shared/api/community-contract.ts';
import type { EpochReport } from '../../../../shared/ledger/epoch-report.ts';
import { lineOf, accountOf } from '../../../../shared/ledger/state.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';

export type StandingView = AccountView['certified'];

interface Owed {
  readonly debtor: string;
  readonly creditor: string;
  readonly quantity: bigint;
}

/** What a member owes beyond its line, and what others owe it. */
export function owedBy(owed: readonly Owed[], member: string): { owed: bigint; owedTo: bigint } {
  let by = 0n;
  let to = 0n;
  for (const { debtor, creditor, quantity } of owed) {
    if (debtor === member) by += quantity;
    if (creditor === member) to += quantity;
  }
  return { owed: by, owedTo: to };
}

export function certifiedStanding(
  state: LedgerState,
  member: string,
  currency: number,
): StandingView {
  const { balance, promise } = accountOf(state, member, currency);
  const line = lineOf(state, member, currency);
  return { balance, promise, line, ...owedBy(state.books[currency]?.settled.owed ?? [], member) };
}

/** Both currencies of one member. */
export function accountViews(
  state: LedgerState,
  provisional: EpochReport,
  member: string,
  finalFromMs: number,
): AccountView[] {
  return currencyWords.map((currency, index) => {
    const certified = certifiedStanding(state, member, index);
    const report = provisional.accounts[index];
    const moved = report?.members.find((each) => each.member === member);
    const given = moved?.given ?? 0n;
    const used = moved?.used ?? 0n;
    return {
      currency,
      certified,
      provisional: {
        balance: moved?.balance ?? certified.balance,
        promise: moved?.promise ?? certified.promise,
        line: certified.line,
        ...owedBy(report?.owed ?? [], member),
      },
      given,
      used,
      finalFromMs,
    };
  });
}
