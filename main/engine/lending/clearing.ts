/**
 * Giving up, at the person's word, the answers that are kept here for somebody who is away. Whoever is here is about
 * to sign, so theirs stay. Nothing is received for what is given up, and its owner hears so on coming back.
 */
import type { Peers } from '../peers/peers.ts';
import type { Answering } from './answering.ts';
import type { RunBook } from './run-book.ts';
import { isAwaited } from './run.ts';

/** Answers how many there were. */
export function clearAnswers(
  book: Pick<RunBook, 'kept'>,
  answering: Pick<Answering, 'withdraw'>,
  peers: Pick<Peers, 'find'>,
): number {
  const left = [...book.kept()].filter(
    ([, run]) => isAwaited(run) && peers.find(run.peer) === null,
  );
  for (const [attempt, run] of left) {
    answering.withdraw(
      run.peer,
      attempt,
      'The lender cleared what was kept for people who are away.',
    );
  }
  return left.length;
}
