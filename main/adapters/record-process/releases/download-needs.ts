/** What downloads take of members: the terms of a community, and whether somebody's hours reach for a release (R6). */
import type { DownloadNeedView } from '../../../../shared/api/record-contract.ts';
import { freeHours } from '../../../../shared/ledger/free-hours.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import { pieceMost } from '../../../../shared/ledger/supply-days.ts';
import { mostOf, priceOf } from '../../../../shared/work/release-charges.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import type { Roster } from '../views/roster.ts';

/** The calendar of a community, and what nobody pays more than for a piece. */
export function downloadTerms({ node, genesis, parameters }: OpenCommunity): {
  readonly startsAtMs: number;
  readonly epochMs: number;
  readonly pieceMost: bigint;
} {
  return {
    startsAtMs: Number(genesis.startsAtMs),
    epochMs: parameters.epochMs,
    pieceMost: pieceMostOf(node.state()),
  };
}

/** It goes through all counters that are kept, so once for each certified state is enough. */
function pieceMostOf(state: LedgerState): bigint {
  const known = found.get(state);
  if (known !== undefined) return known;
  const most = pieceMost(state.counters, state.work.releases);
  found.set(state, most);
  return most;
}

const found = new WeakMap<LedgerState, bigint>();

/** Null where the release or the member is not known. */
export function downloadNeed(
  { node, parameters }: OpenCommunity,
  roster: Roster,
  { release: id, member }: { readonly release: string; readonly member: string },
): Omit<DownloadNeedView, 'charged'> | null {
  const state = node.state();
  const release = state.work.releases.get(id);
  const entry = roster.of(member);
  if (release === undefined || entry?.isActive !== true) return null;
  const { pieces } = release;
  const waiting = node
    .provisional()
    .downloads.filter((each) => each.release === id && each.consumer === member);
  const here = waiting.reduce((sum, each) => sum + each.pieces, release.arrived.get(member) ?? 0);
  const piecesLeft = Math.max(0, pieces - here);
  const left = (whole: bigint) =>
    (whole * BigInt(piecesLeft) + BigInt(pieces) - 1n) / BigInt(pieces);
  const price = (currency: 0 | 1) => left(priceOf(release, currency, state.epoch, parameters));
  const most = (currency: 0 | 1) => left(mostOf(release, currency, state.epoch, parameters));
  const [cpu, man] = entry.accounts;
  return {
    ...{ price: [price(0), price(1)], most: [most(0), most(1)], pieces, piecesLeft },
    free: [freeOf(cpu), freeOf(man)],
  };
}

type Account = NonNullable<ReturnType<Roster['of']>>['accounts'][number];

/** As the budget of jobs counts it; what is set aside on the member's own computer is known there alone. */
function freeOf(account: Account): bigint {
  const free = freeHours(account, account.provisionalUse);
  return free > 0n ? free : 0n;
}
