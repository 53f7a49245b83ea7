/** A round of stake in a file (shared/stake/round-file.ts), computed again: nothing in it is believed. */
import { openSync, readSync, closeSync } from 'node:fs';
import { roundFileBytesMax } from '../../../shared/api/stake-contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { checkRoundFile } from '../../../shared/stake/round-file.ts';
import { roundFileFormat } from '../../../shared/stake/round-text.ts';
import type { Output } from '../output.ts';
import { readLimited } from './files.ts';

const headBytes = 64;

/** Whether a file begins as the file of a round does. One that cannot be read is none. */
export function isRoundFile(file: string): boolean {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const head = Buffer.alloc(headBytes);
      const length = readSync(descriptor, head);
      return head.toString('latin1', 0, length).startsWith(`{"format":"${roundFileFormat}"`);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}

/** Says whether it came out the same. Answers the exit code. */
export async function auditRound(file: string, output: Output): Promise<number> {
  const bytes = await readLimited(file, roundFileBytesMax, 'file of a round');
  if (!bytes.ok) return output.fail(bytes.error);
  const checked = checkRoundFile(new TextDecoder().decode(bytes.value));
  if (!checked.ok && checked.error.name === 'round_file_malformed') {
    return output.fail(checked.error);
  }
  if (!checked.ok) {
    output.line(checked.error.detail);
    output.json({ state: 'different', detail: checked.error.detail });
    return 1;
  }
  const { number, community, offers, volume, height, isExhausted } = checked.value;
  output.line(
    `Round ${number} was computed again from its ${plural(offers.length, 'offer')} and came out the same.`,
  );
  if (isExhausted) output.line('Its work had a limit, which it reached: it may not be the best.');
  output.line(`The community is ${community}; certificate ${height} closed the round.`);
  const about = { round: number, community, height, offers: offers.length, volume, isExhausted };
  output.json({ state: 'same', ...about });
  return 0;
}
