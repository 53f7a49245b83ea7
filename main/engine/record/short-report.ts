/**
 * What stays of a report when its height is old (pruning.ts): the sums, and what is about whoever keeps it. A report
 * names everybody who gave or used anything and everything that is owed: at ten thousand members that is as much as
 * the records themselves, and of it this machine shows one account.
 */
import * as v from 'valibot';

const Account = v.looseObject({
  owed: v.array(v.looseObject({ debtor: v.string(), creditor: v.string() })),
  members: v.array(v.looseObject({ member: v.string() })),
  /** How many members were named before it was shortened. */
  movers: v.optional(v.number()),
});

const Charges = v.array(v.looseObject({ supplier: v.string() }));

const Download = v.looseObject({ consumer: v.string(), charges: v.tuple([Charges, Charges]) });

const Report = v.looseObject({
  accounts: v.tuple([Account, Account]),
  downloads: v.optional(v.array(Download), []),
});

/** The report of a height, shortened for this member; null for one that is short already, or that cannot be read. */
export function shortReport(text: string, member: string): string | null {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Report), text);
  if (!read.success) return null;
  const { accounts, downloads, ...rest } = read.output;
  if (accounts.some(({ movers }) => movers !== undefined)) return null;
  const short = accounts.map(({ owed, members, ...sums }) => ({
    ...sums,
    owed: owed.filter(({ debtor, creditor }) => debtor === member || creditor === member),
    members: members.filter((each) => each.member === member),
    movers: members.length,
  }));
  return JSON.stringify({
    ...{ ...rest, accounts: short },
    downloads: downloads.flatMap((each) => ownPart(each, member)),
  });
}

/** What this member paid for a download, or got of it. */
function ownPart(download: v.InferOutput<typeof Download>, member: string) {
  if (download.consumer === member) return [download];
  const charges = download.charges.map((each) =>
    each.filter(({ supplier }) => supplier === member),
  );
  return charges.some(({ length }) => length > 0) ? [{ ...download, charges }] : [];
}
