/** When a machine lies that does so in a manner. */
import { createHash } from 'node:crypto';

/** `sometimes`: of one slice in ten. `later`: of every slice after its first sixty. `together`: of one in four. */
export type Manner = 'sometimes' | 'later' | 'together';

const honestAnswers = 60;

/** `answers` is how many it has given, this one counted. */
export function isLie(manner: Manner, input: Uint8Array, answers: number): boolean {
  const [byte = 0] = createHash('sha256').update(manner).update(input).digest();
  if (manner === 'sometimes') return byte < 256 / 10;
  return manner === 'later' ? answers > honestAnswers : byte < 256 / 4;
}
