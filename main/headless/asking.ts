/** Asks whoever sits before it whether to go on. */
import { createInterface } from 'node:readline/promises';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

/** The streams of this process, or others in their place. */
export interface Asker {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

const standard: Asker = { input: process.stdin, output: process.stderr };

/**
 * Whether to do what was shown. Where nobody can be asked, as of a program that wants JSON, only `--yes` is a yes: a file
 * that somebody sent must not act by being opened.
 */
export async function mayGoOn(
  question: string,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
  { input, output }: Asker = standard,
): Promise<Result<null, Refusal<'not_confirmed'>>> {
  if (yes) return ok(null);
  if (json || input.isTTY !== true) {
    return refuse('not_confirmed', 'Nothing was done: say --yes to do what is shown.');
  }
  const lines = createInterface({ input, output });
  // who closes the stream, or interrupts, has not said yes
  const closed = new Promise<string>((done) => {
    lines.once('close', () => {
      done('');
    });
  });
  const answer = await Promise.race([lines.question(`${question} [y/N] `), closed]);
  lines.close();
  return /^y(es)?$/i.test(answer.trim()) ? ok(null) : refuse('not_confirmed', 'Nothing was done.');
}
