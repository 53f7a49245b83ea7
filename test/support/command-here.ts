/** Commands in the process of the test: the same words and answers, without a second for each start. */
import { main } from '../../main/headless/cli.ts';
import { assert } from '../../shared/base/assert.ts';
import type { CommandJson } from './command-json.ts';
import type { Answer, TestNode } from './nodes.ts';

/** A node whose commands run here, but for those that are given an input. */
export function commandedHere(node: TestNode): TestNode {
  const { dataFolder } = node;
  return {
    ...node,
    cli: (...words) => runHere([...words, '--data', dataFolder]),
    async json<const Name extends keyof CommandJson>(name: Name, ...more: readonly string[]) {
      const words = [...name.split(' '), ...more, '--json', '--data', dataFolder];
      const { code, text, stderr } = await runHere(words);
      assert(code === 0 && stderr === '', `${words.join(' ')} succeeds: ${stderr}`);
      return JSON.parse(text) as CommandJson[Name];
    },
  };
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other, because the standard streams are listened to meanwhile. */
export function runHere(args: readonly string[]): Promise<Answer> {
  const answer = last.then(() => runAlone(args));
  last = answer.catch(() => undefined);
  return answer;
}

async function runAlone(args: readonly string[]): Promise<Answer> {
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
