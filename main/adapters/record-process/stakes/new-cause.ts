/** A cause before it is written into the record, and what an attestor says of one. */
import type { CauseTextInput } from '../../../../shared/api/cause-shape.ts';
import { oneLine } from '../../../../shared/api/words.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { epochsOfDays } from '../../../../shared/economy/parameters.ts';
import { causeFault } from '../../../../shared/ledger/market-claims.ts';
import { causeDaysMax, causesPerMemberMax } from '../../../../shared/ledger/market-effects.ts';
import { quantityMax } from '../../../../shared/ledger/record.ts';
import { recordFailures } from '../../../../shared/ledger/verdict.ts';
import type { Cause } from '../../../../shared/stake/market.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf } from '../views/health.ts';

/** As the record keeps it, and why it would not take it. */
export function causeOf(
  community: OpenCommunity,
  me: string,
  typed: CauseTextInput,
  nowMs: number,
): Result<Cause, Refusal<'bad_cause' | 'unknown_cause'>> {
  const { comparator, baseline, target, check, attestors, replaces, dueAtMs } = typed;
  const cause: Cause = {
    ...{ comparator, baseline, target, check, attestors, replaces },
    statement: oneLine(typed.statement),
    beneficiaries: oneLine(typed.beneficiaries),
    metric: oneLine(typed.metric),
    unit: oneLine(typed.unit),
    deadline: deadlineOf(community, dueAtMs),
    tags: [...new Set(typed.tags)].sort(),
  };
  const fault = causeFault(cause) ?? timeFault(community, me, cause, nowMs);
  if (fault !== null) return refuse('bad_cause', fault);
  const { causes } = community.node.state().market;
  if (replaces !== null && causes.get(replaces)?.issuer !== me) {
    return refuse('unknown_cause', recordFailures.replaces_no_cause);
  }
  return ok(cause);
}

/** The epoch that ends at that moment, or first after it. */
function deadlineOf({ genesis, parameters }: OpenCommunity, dueAtMs: number): number {
  const fromStart = dueAtMs - Number(genesis.startsAtMs);
  const deadline = Math.ceil(fromStart / parameters.epochMs) - 1;
  return Math.min(0xffffffff, Math.max(0, deadline));
}

/** By the clock, as the fold will judge it with the next certificate. */
function timeFault(
  community: OpenCommunity,
  me: string,
  { deadline }: Cause,
  nowMs: number,
): string | null {
  const { node, parameters } = community;
  const ahead = deadline - Math.max(epochOf(community, nowMs), node.state().epoch + 1);
  if (ahead < parameters.roundEpochs || ahead > epochsOfDays(parameters, causeDaysMax)) {
    return recordFailures.deadline_out_of_range;
  }
  const live = [...node.state().market.causes.values()].filter(
    ({ issuer, outcome }) => issuer === me && outcome === null,
  );
  return live.length < causesPerMemberMax ? null : recordFailures.too_many_causes;
}

/** What an attestor says, as the record keeps it, and why it would not count. */
export function attestationOf(
  { node }: OpenCommunity,
  me: string,
  { cause, seen, note }: { readonly cause: string; readonly seen: bigint; readonly note: string },
): Result<
  { cause: string; seen: bigint; note: string },
  Refusal<'unknown_cause' | 'not_an_attestor' | 'cause_over' | 'refused'>
> {
  const known = node.state().market.causes.get(cause);
  if (known === undefined) return refuse('unknown_cause', recordFailures.cause_unknown);
  if (known.outcome !== null) return refuse('cause_over', recordFailures.cause_over);
  if (!known.drawn.includes(me)) return refuse('not_an_attestor', recordFailures.not_an_attestor);
  if (seen > quantityMax || seen < -quantityMax) {
    return refuse('refused', 'What was seen is out of range.');
  }
  return ok({ cause, seen, note: oneLine(note) });
}
