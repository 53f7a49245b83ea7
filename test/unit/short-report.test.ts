/** What stays of a report when its height is old. */
import { expect, test } from 'vitest';
import { shortReport } from '../../main/engine/record/short-report.ts';
import { toWire } from '../../shared/base/fields.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { createCrowd } from '../support/ledger-crowd.ts';
import { madeBytes } from '../support/made-receipts.ts';

function reportOf(people: number): string {
  const { state, recordsOf } = createCrowd(people);
  const { report } = foldEpoch(state, { epoch: 0, records: recordsOf(0, people) });
  return JSON.stringify(toWire(report));
}

interface Shown {
  readonly accounts: readonly {
    readonly owed: readonly { readonly debtor: string; readonly creditor: string }[];
    readonly members: readonly { readonly member: string }[];
    readonly movers?: number;
  }[];
}

test('the sums stay, and of all members the one who keeps it', () => {
  const text = reportOf(40);
  const whole = JSON.parse(text) as Shown;
  const me = whole.accounts[0]?.owed[0]?.debtor ?? '';
  const short = JSON.parse(shortReport(text, me) ?? '{}') as Shown;
  expect(short).toEqual({
    ...whole,
    accounts: whole.accounts.map((account) => ({
      ...account,
      owed: account.owed.filter(({ debtor, creditor }) => [debtor, creditor].includes(me)),
      members: account.members.filter(({ member }) => member === me),
      movers: account.members.length,
    })),
  });
  expect(short.accounts[0]?.members).toHaveLength(1);
  expect(short.accounts[0]?.movers).toBeGreaterThan(20);
});

test('it no longer grows with the members', () => {
  const nobody = bytesToHex(madeBytes(32, 'nobody'));
  const [few, many] = [40, 400].map((people) => shortReport(reportOf(people), nobody)?.length ?? 0);
  expect(few).toBeGreaterThan(100);
  // Only the numbers in it have more digits.
  expect(many).toBeLessThan((few ?? 0) + 60);
});

test('what is short already, or cannot be read, stays as it is', () => {
  const me = bytesToHex(madeBytes(32, 'me'));
  expect(shortReport(shortReport(reportOf(5), me) ?? '', me)).toBeNull();
  for (const text of ['', '{}', '[]', '{"accounts":[]}', '{"height":1,"of":"Zoë"}'])
    expect(shortReport(text, me)).toBeNull();
});

test('of downloads it keeps what this member paid, or got back', () => {
  const charge = (supplier: string) => ({ supplier, quantity: '5' });
  const download = (consumer: string, ...from: readonly string[]) => ({
    ...{ release: 'r', consumer, pieces: 1, charges: [[], from.map(charge)] },
  });
  const account = { owed: [], members: [] };
  const all = [download('me', 'a', 'b'), download('x', 'me', 'a'), download('y', 'a')];
  const text = JSON.stringify({ accounts: [account, account], downloads: all });
  const short = JSON.parse(shortReport(text, 'me') ?? '{}') as { readonly downloads: unknown };
  expect(short.downloads).toEqual([download('me', 'a', 'b'), download('x', 'me')]);
});
