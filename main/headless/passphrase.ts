/**
 * Where a command gets a passphrase: from a terminal without showing it, from a file, or from standard input.
 * Never from an argument, which every program on the machine can read, and which the shell keeps.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Readable } from 'node:stream';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { reasonOf } from './commands/files.ts';

export type PassphraseRefusal = Refusal<
  'passphrase_missing' | 'passphrase_unreadable' | 'passphrases_differ' | 'passphrase_unfit'
>;

export interface PassphraseQuestion {
  /** What the terminal shows before the cursor. */
  readonly prompt: string;
  /** A file that holds it, or null. */
  readonly file: string | null;
  /** Why it will not do, or null; asked before it is asked for a second time. */
  unfitness(passphrase: string): string | null;
  /** Whether a terminal asks twice: where a slip of the finger would lock somebody out. */
  readonly twice: boolean;
}

/** The streams of this process, or others in their place. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

const standard: Terminal = { input: process.stdin, output: process.stderr };
const bytesMax = 4096;

/** The passphrase, on one line of its own. */
export async function askPassphrase(
  question: PassphraseQuestion,
  { input, output }: Terminal = standard,
): Promise<Result<string, PassphraseRefusal>> {
  if (question.file !== null) {
    return fitting(question, await readLine(createReadStream(question.file), question.file));
  }
  if (input.isTTY !== true) return fitting(question, await readLine(input, 'standard input'));
  const first = fitting(question, await askHidden(question.prompt, input, output));
  if (!first.ok || !question.twice) return first;
  const second = await askHidden('The same again: ', input, output);
  if (!second.ok || second.value === first.value) return second;
  return refuse('passphrases_differ', 'The two passphrases differ: start again.');
}

function fitting(
  { unfitness }: PassphraseQuestion,
  passphrase: Result<string, PassphraseRefusal>,
): Result<string, PassphraseRefusal> {
  if (!passphrase.ok) return passphrase;
  const unfit = unfitness(passphrase.value);
  return unfit === null ? passphrase : refuse('passphrase_unfit', unfit);
}

async function readLine(
  stream: Readable,
  from: string,
): Promise<Result<string, PassphraseRefusal>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (size > bytesMax) break;
    }
  } catch (cause) {
    const detail = `The passphrase cannot be read from ${from}: ${reasonOf(cause)}.`;
    return refuse('passphrase_unreadable', detail);
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\u{FEFF}/u, '');
  const line = text.replace(/\r?\n$/, '');
  if (size > bytesMax || /[\r\n]/.test(line)) {
    const detail = `A passphrase is one line, and ${from} holds more: write it there alone.`;
    return refuse('passphrase_unreadable', detail);
  }
  return line === ''
    ? refuse('passphrase_missing', `No passphrase came from ${from}: write it there, on one line.`)
    : ok(line);
}

/** Reads a line from a terminal that shows the question and nothing of the answer. */
function askHidden(
  prompt: string,
  input: Readable,
  output: NodeJS.WritableStream,
): Promise<Result<string, PassphraseRefusal>> {
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  return new Promise((resolve) => {
    const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
    const end = (answer: Result<string, PassphraseRefusal>) => {
      lines.removeAllListeners();
      lines.close();
      output.write('\n');
      resolve(answer);
    };
    const none = () => {
      end(refuse('passphrase_missing', 'No passphrase was given, so nothing was done.'));
    };
    lines.once('SIGINT', none);
    lines.once('close', none);
    lines.once('line', (line) => {
      end(line === '' ? refuse('passphrase_missing', 'The passphrase is empty.') : ok(line));
    });
    // Last, because only now the terminal shows nothing of what is typed.
    output.write(prompt);
  });
}
