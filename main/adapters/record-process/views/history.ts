/** What each certificate changed, read from the reports that the fold left beside it. */
import * as v from 'valibot';
import { count, hex32, integer } from '../../../../shared/base/fields.ts';
import { currencyWords } from '../../../../shared/api/community-shape.ts';
import type {
  AccountEpochView,
  SupplyEpochView,
} from '../../../../shared/api/community-contract.ts';
import { epochValueCodec } from '../../../../shared/ledger/epoch-value.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf, epochStartMs } from './health.ts';
import { owedBy } from './standing.ts';

const MemberReport = v.object({
  member: hex32,
  ...{ given: integer, used: integer, received: integer, paid: integer },
  ...{ drawn: integer, repaid: integer, minted: integer },
  ...{ balance: integer, promise: integer, line: integer },
});

const AccountReport = v.object({
  ...{ volume: integer, cleared: integer, minted: integer, supply: integer },
  ...{ treasury: integer, surplus: integer, overdue: integer },
  owed: v.array(v.object({ debtor: hex32, creditor: hex32, quantity: integer })),
  members: v.array(MemberReport),
  /** How many they were, where the report was shortened since. */
  movers: v.optional(count),
});

/** As much of an `EpochReport` as is shown; it is our own, so what else it holds is left alone. */
const Report = v.object({ epoch: count, accounts: v.tuple([AccountReport, AccountReport]) });

type Currency = (typeof currencyWords)[number];

/** What is kept of a report: nothing that grows with the members. */
interface Height {
  readonly supply: readonly SupplyEpochView[];
  readonly mine: readonly (AccountEpochView | null)[];
}

const keptMax = 2_000;

export interface History {
  /**
   * The newest first, of the heights below `before`. `oldest` is the first height of which more than its certificate is
   * known here, whether or not this page holds it; 0 where there is none.
   */
  readonly supply: (
    currency: Currency,
    before: number | null,
    limit: number,
  ) => { epochs: SupplyEpochView[]; oldest: number };
  /** The same of one's own account; without a bound the one that is not certified yet leads. */
  readonly mine: (
    currency: Currency,
    before: number | null,
    limit: number,
  ) => { epochs: AccountEpochView[]; oldest: number };
}

export function createHistory(community: OpenCommunity, me: string): History {
  const kept = new Map<number, Height | null>();

  function at(height: number): Height | null {
    const known = kept.get(height);
    if (known !== undefined) return known;
    const read = readHeight(community, me, height);
    const [first] = kept.keys();
    if (kept.size >= keptMax && first !== undefined) kept.delete(first);
    kept.set(height, read);
    return read;
  }

  /** What was certified before a snapshot that this machine began with has no report; all that came later has one. */
  function oldest(): number {
    const { store } = community;
    let [from, to] = [1, store.lastHeight() + 1];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (store.epoch(middle)?.report == null) from = middle + 1;
      else to = middle;
    }
    return from > store.lastHeight() ? 0 : from;
  }

  function* below(before: number | null): Generator<readonly [number, Height]> {
    const last = community.store.lastHeight();
    for (let height = Math.min(before ?? last + 1, last + 1) - 1; height >= 1; height -= 1) {
      const read = at(height);
      if (read === null) return; // before that nothing is known here but certificates
      yield [height, read];
    }
  }

  function take<View>(
    before: number | null,
    limit: number,
    pick: (height: Height) => View | null,
  ): { epochs: View[]; oldest: number } {
    const epochs: View[] = [];
    for (const [, read] of below(before)) {
      if (epochs.length >= limit) break;
      const view = pick(read);
      if (view !== null) epochs.push(view);
    }
    return { epochs, oldest: oldest() };
  }

  return {
    supply: (currency, before, limit) =>
      take(before, limit, ({ supply }) => supply[currencyWords.indexOf(currency)] ?? null),
    mine(currency, before, limit) {
      const index = currencyWords.indexOf(currency);
      const open = before === null ? provisionalEpoch(community, me, index) : null;
      const most = limit - (open === null ? 0 : 1);
      const page = take(before, most, ({ mine }) => mine[index] ?? null);
      return open === null ? page : { ...page, epochs: [open, ...page.epochs] };
    },
  };
}

function readHeight(community: OpenCommunity, me: string, height: number): Height | null {
  const { store } = community;
  const stored = store.epoch(height);
  if (stored?.report == null) return null;
  const read = v.safeParse(Report, JSON.parse(stored.report));
  if (!read.success) return null;
  const { epoch, accounts } = read.output;
  // the records themselves may have been removed
  const records = epochValueCodec.decode(stored.value)?.setCount ?? 0;
  const endsAtMs = epochStartMs(community, epoch + 1);
  return {
    supply: accounts.map(({ owed: _owed, members, movers, ...sums }, index) => ({
      ...{ height, epoch, endsAtMs, records, members: movers ?? members.length },
      currency: currencyWords[index] ?? 'cpu',
      ...sums,
    })),
    mine: accounts.map(({ owed, members }) => {
      const moved = members.find(({ member }) => member === me);
      if (moved === undefined) return null;
      return accountEpoch(community, me, { height, epoch, owed, moved });
    }),
  };
}

type Moved = v.InferOutput<typeof MemberReport>;

function accountEpoch(
  community: OpenCommunity,
  me: string,
  about: {
    readonly height: number | null;
    readonly epoch: number;
    readonly owed: readonly { debtor: string; creditor: string; quantity: bigint }[];
    readonly moved: Moved;
  },
): AccountEpochView {
  const { height, epoch, owed } = about;
  const { member: _member, ...moved } = about.moved;
  const { owed: owes, owedTo } = owedBy(owed, me);
  const closing = moved.balance - moved.promise + owedTo - owes;
  return {
    ...{ height, epoch, closing, ...moved },
    startsAtMs: epochStartMs(community, epoch),
    endsAtMs: epochStartMs(community, epoch + 1),
    // a net position changes by what is given and used, and by nothing else (rules.md, property 3)
    opening: closing - moved.given + moved.used,
  };
}

function provisionalEpoch(
  community: OpenCommunity,
  me: string,
  currency: number,
): AccountEpochView | null {
  const report = community.node.provisional().accounts[currency];
  const moved = report?.members.find(({ member }) => member === me);
  if (report === undefined || moved === undefined) return null;
  const epoch = epochOf(community, Date.now());
  return accountEpoch(community, me, { height: null, epoch, owed: report.owed, moved });
}
