/** Commands in the process of the test: the same words and answers, without a second for each start. */
import { main } from '../../main/headless/cli.ts';
import type { Answer } from './nodes.ts';

/** One at a time, because the standard streams are listened to meanwhile. */
export async function runHere(args: readonly string[]): Promise<Answer> {
  const [out, complaints]: [Buffer[], Buffer[]] = [[], []];
  const before = process.stdout.listeners('error');
  const write = { stdout: process.stdout.write, stderr: process.stderr.write };
  const noting = (into: Buffer[]) => (chunk: Uint8Array | string) =>
    into.push(Buffer.from(chunk)) > 0;
  process.stdout.write = noting(out);
  process.stderr.write = noting(complaints);
  try {
    const code = await main(args);
    const stdout = Buffer.concat(out);
    return { code, stdout, text: stdout.toString(), stderr: Buffer.concat(complaints).toString() };
  } finally {
    process.stdout.write = write.stdout;
    process.stderr.write = write.stderr;
    for (const listener of process.stdout.listeners('error')) {
      // A process of its own would end now, and its listener with it.
      if (!before.includes(listener)) process.stdout.off('error', listener as () => void);
    }
  }
}
