/** What this person's own jobs have shown of each member, kept over restarts. */
import {
  credited,
  doubted,
  noTrust,
  parseTrust,
  provedWrong,
  standingOf,
  trustText,
} from '../../../shared/jobs/trust.ts';
import type { Credit, Standing, Trust } from '../../../shared/jobs/trust.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Ports } from '../ports.ts';

/** Members that are remembered; those whose last check is longest ago go first. */
const membersMax = 10_000;

export interface TrustBook {
  of(member: string): Trust;
  standing(member: string): Standing;
  credit(member: string, how: Credit, others: readonly string[]): void;
  doubt(member: string): void;
  wrong(member: string): void;
  nowMs(): number;
}

/** Reads what was kept; what cannot be read is nothing known. */
export function createTrustBook(
  { work, clock }: Pick<Ports, 'work' | 'clock'>,
  commit: Pick<GroupCommit, 'write'>,
): TrustBook {
  const known = new Map<string, Trust>();
  const unwritten = new Set<string>();
  for (const { key, state } of work.states('trust')) {
    const trust = parseTrust(state);
    if (trust !== null) known.set(key, trust);
  }

  function keep(member: string, trust: Trust): void {
    if (!known.has(member) && known.size >= membersMax) forgetOldest();
    known.set(member, trust);
    if (unwritten.has(member)) return;
    unwritten.add(member);
    commit.write(() => {
      unwritten.delete(member);
      work.put('trust', member, trustText(known.get(member) ?? noTrust));
    });
  }

  function forgetOldest(): void {
    let oldest: string | null = null;
    let oldestAtMs = Number.POSITIVE_INFINITY;
    for (const [member, { lastCheckedAtMs, wrong }] of known) {
      // Whoever was wrong is not forgotten by making many others.
      if (wrong > 0 || (lastCheckedAtMs ?? 0) >= oldestAtMs) continue;
      [oldest, oldestAtMs] = [member, lastCheckedAtMs ?? 0];
    }
    const gone = oldest ?? [...known.keys()][0];
    if (gone === undefined) return;
    known.delete(gone);
    commit.write(() => work.remove('trust', gone));
  }

  const of = (member: string) => known.get(member) ?? noTrust;
  return {
    of,
    standing: (member) => standingOf(of(member), clock.now()),
    credit: (member, how, others) => keep(member, credited(of(member), how, others, clock.now())),
    doubt: (member) => keep(member, doubted(of(member), clock.now())),
    wrong: (member) => keep(member, provedWrong(of(member), clock.now())),
    nowMs: clock.now,
  };
}
