/** Whom a run is asked of: not those who have answered the slice, nor anybody who was proved wrong lately. */
import type { Certainty, Purpose } from '../../../shared/jobs/slice-state.ts';
import { auditorsOf } from '../../../shared/jobs/verify-policy.ts';
import type { ErrandWish } from '../errands/contract.ts';
import type { Peers } from '../peers/peers.ts';
import type { TrustBook } from './trust-book.ts';

interface Asked {
  readonly purpose: Purpose;
  readonly certainty: Certainty;
  /** Members who have answered. */
  readonly not: readonly string[];
  /** Members whom the person chose; null: anyone. */
  readonly chosen: readonly string[] | null;
}

/** Checks go to those of whom most is known; everything else to whoever is free. */
export function audienceFor(
  { purpose, certainty, not, chosen }: Asked,
  peers: Pick<Peers, 'present'>,
  trust: TrustBook,
): Pick<ErrandWish, 'not' | 'audience'> {
  const members = [...new Set(peers.present().map(({ member }) => member))];
  const wrong = members.filter((member) => trust.standing(member) === 'wrong');
  const barred = [...new Set([...not, ...wrong])];
  const isCheck =
    purpose === 'audit' ||
    purpose === 'referee' ||
    purpose === 'again' ||
    (purpose === 'copy' && certainty === 'spot');
  if (!isCheck) return { not: barred, audience: chosen };
  const lending = peers
    .present()
    .filter(({ standing }) => standing.lending)
    .map(({ member }) => member);
  const present = chosen === null ? lending : lending.filter((member) => chosen.includes(member));
  const auditors = auditorsOf({
    present: [...new Set(present)].filter((member) => !wrong.includes(member)),
    not,
    trustOf: trust.of,
    nowMs: trust.nowMs(),
  });
  return { not: barred, audience: auditors ?? chosen };
}
