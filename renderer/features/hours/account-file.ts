import type { AccountEpochView } from '../../../shared/api/community-contract.ts';
import type { CurrencyWord } from '../../../shared/api/account-words.ts';

const columns = [
  'final',
  'certificate',
  'from',
  'until',
  'opening',
  'given',
  'used',
  'closing',
  'received',
  'paid',
  'borrowed',
  'given_back',
  'new',
  'balance',
  'borrowed_in_all',
  'may_borrow',
] as const;

/** The statement as a table: one certificate a row, amounts in whole millionths of an hour. */
export function epochsToCsv(epochs: readonly AccountEpochView[], currency: CurrencyWord): string {
  const rows = epochs.map((epoch) => [
    epoch.height === null ? 'no' : 'yes',
    epoch.height === null ? '' : String(epoch.height),
    new Date(epoch.startsAtMs).toISOString(),
    new Date(epoch.endsAtMs).toISOString(),
    ...[epoch.opening, epoch.given, epoch.used, epoch.closing].map(String),
    ...[epoch.received, epoch.paid, epoch.drawn, epoch.repaid, epoch.minted].map(String),
    ...[epoch.balance, epoch.promise, epoch.line].map(String),
    currency,
  ]);
  return [[...columns, 'unit'], ...rows].map((row) => row.join(',')).join('\r\n') + '\r\n';
}
