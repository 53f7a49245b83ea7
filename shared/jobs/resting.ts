/** On whom a run rests: whoever has it, and those on whose checkpoints it goes on (taking-up.ts). */
import { memberOf } from '../domain/peer-id.ts';
import type { TakenUp } from './errand-state.ts';
import type { Run } from './slice-state.ts';
import { answererOf, here } from './slice-state.ts';

/** The run with whoever has it now, and where that one took it up. */
export function takenBy(run: Run, peer: string | null, from?: Pick<TakenUp, 'by'>): Run {
  const member = peer === null || peer === here ? peer : memberOf(peer);
  const others = (from?.by ?? []).filter((each) => each !== member);
  if (others.length > 0) return { ...run, peer, from: others };
  return run.from === undefined ? { ...run, peer } : { ...run, peer, from: [] };
}

/** The members on whose word an answer rests; `here` for this computer. */
export function authorsOf(run: Run): readonly string[] {
  return [answererOf(run), ...(run.from ?? [])];
}

/** Whether anything of a run is this member's work. */
export function restsOn(run: Run, member: string): boolean {
  const { peer, from = [] } = run;
  return (peer !== null && peer !== here && memberOf(peer) === member) || from.includes(member);
}
