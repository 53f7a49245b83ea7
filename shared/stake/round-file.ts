/** The file of a round: all that is needed to compute it again, as text. */
import { toWire } from '../base/fields.ts';
import type { Refusal, Result } from '../base/result.ts';
import { refuse } from '../base/result.ts';
import type { Round } from './market.ts';

export function roundFileOf(round: Round): string {
  return JSON.stringify({ format: 'common-hours-round', version: 1, round: toWire(round) });
}

export type RoundFileRefusal = Refusal<'round_file_malformed' | 'round_file_differs'>;

export function checkRoundFile(text: string): Result<Round, RoundFileRefusal> {
  return refuse(
    'round_file_malformed',
    `A file of ${text.length} characters cannot be read by this version.`,
  );
}
