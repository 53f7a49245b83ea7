/**
 * What a download costs a member of this computer, whether its hours reach, and what it paid so far. Hours of jobs
 * count where the engine lends and asks in the same community; the shortfall is said with what to do about it.
 */
import type { DownloadNeedView } from '../../shared/api/record-contract.ts';
import type { HeldView } from '../../shared/api/release-files-contract.ts';
import type { DownloadCostView } from '../../shared/api/software-shape.ts';
import { reachSentence } from '../../shared/api/software-words.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import { neededOf, servingMost, shortfallOf } from './download-cost.ts';
import type { Both } from './download-cost.ts';
import type { SetAsides } from './set-asides.ts';

export interface CostsParts {
  readonly record: Pick<RecordProcess, 'client'>;
  readonly setAsides: SetAsides;
  /** What jobs and downloads leave of CPU-hours; null where the engine lends and asks elsewhere. */
  readonly leftByJobs: (community: string) => bigint | null;
}

interface About {
  readonly community: string;
  readonly release: string;
}

/**
 * What a piece may cost follows what pieces took lately, so it may rise while they arrive: to twice as much at most by
 * the counters of one height, since none of them is above it.
 */
const servingMargin = 2n;

type Unknown = Refusal<'unknown_community' | 'unknown_release' | 'cost_unknown'>;

/** What a download costs now, all of it; of what has arrived before only giving it again is paid. */
export async function costOf(
  { record, setAsides, leftByJobs }: CostsParts,
  { community, release }: About,
): Promise<Result<DownloadCostView, Unknown>> {
  const answer = await record.client.work.downloadNeeds({
    community,
    downloads: [{ release, member: null }],
  });
  if (!answer.ok) {
    const { name, detail } = answer.error;
    return refuse(name === 'unknown_community' ? name : 'cost_unknown', detail);
  }
  const { needs, pieceMost } = answer.value;
  const need = needs[0] ?? null;
  if (need === null) {
    return refuse(
      'unknown_release',
      'There is no such release in the record, or you are no member.',
    );
  }
  const { price, most, pieces } = need;
  const serving = servingMost(servingMargin * pieceMost, pieces);
  const setAside = neededOf(need, servingMargin * pieceMost, pieces);
  const free = freeFor({ record, setAsides, leftByJobs }, { community, release }, need);
  const refusal = reachSentence({ setAside, free, missing: shortfallOf(setAside, free) });
  return ok({ price, most, serving, setAside: [...setAside], free: [...free], refusal });
}

/** What is left for this release, of what others have not set aside; what is kept for it already is part of that. */
function freeFor(
  { setAsides, leftByJobs }: CostsParts,
  { community, release }: About,
  need: DownloadNeedView,
): Both {
  const [kept, others] = [setAsides.of(community), setAsides.of(community, release)];
  const byRecord = rest(need.free[0], others[0]);
  const left = leftByJobs(community);
  const beside = left === null ? byRecord : left + kept[0] - others[0];
  return [beside < byRecord ? beside : byRecord, rest(need.free[1], others[1])];
}

/**
 * What was paid for a release so far: what giving it took, as both machines signed, and the price as the statement
 * charges it. What the record does not know yet counts by the present price.
 */
export function paidFor(
  { paid, paidPieces }: Pick<HeldView, 'paid' | 'paidPieces'>,
  need: DownloadNeedView | null,
): [bigint, bigint] {
  if (need === null) return [paid, 0n];
  const { price, pieces, piecesLeft, charged } = need;
  const unknown = Math.min(piecesLeft, Math.max(0, paidPieces - (pieces - piecesLeft)));
  const part = (currency: 0 | 1) =>
    (charged?.[currency] ?? 0n) +
    (piecesLeft === 0 ? 0n : (price[currency] * BigInt(unknown)) / BigInt(piecesLeft));
  return [paid + part(0), part(1)];
}

function rest(free: bigint, used: bigint): bigint {
  return free > used ? free - used : 0n;
}
