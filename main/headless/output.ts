/** What a command says: plain sentences for people, or JSON for machines; errors in one line of their own. */
import { toWire } from '../../shared/base/fields.ts';
import type { Refusal } from '../../shared/base/result.ts';

export interface Output {
  /** One JSON value on one line; nothing where sentences are wanted. */
  json(value: unknown): void;
  /** A line for people; nothing where JSON is wanted. */
  line(sentence: string): void;
  /** A line for people beside the answer, on standard error; nothing where JSON is wanted. */
  aside(sentence: string): void;
  /** Raw bytes for standard output, as a job's result. */
  raw(bytes: Uint8Array): void;
  /** One line on standard error. Answers the exit code of a failure. */
  fail(refusal: Refusal): number;
}

const nodeEnded = 'The node ended before it answered. Start it again: it keeps what it was asked.';

/** Nobody waits longer without a word. */
const silentMs = 1_000;

/** What is awaited; a sentence says that it is, if it takes long. */
export async function sayIfLong<Value>(
  output: Output,
  sentence: string,
  awaited: Promise<Value>,
): Promise<Value> {
  const timer = setTimeout(() => {
    output.aside(sentence);
  }, silentMs);
  try {
    return await awaited;
  } finally {
    clearTimeout(timer);
  }
}

/** Writes to the standard streams. */
export function createOutput(wantsJson: boolean): Output {
  return {
    json(value) {
      if (wantsJson) process.stdout.write(`${JSON.stringify(toWire(value))}\n`);
    },
    line(sentence) {
      if (!wantsJson) process.stdout.write(`${sentence}\n`);
    },
    aside(sentence) {
      if (!wantsJson) process.stderr.write(`${sentence}\n`);
    },
    raw(bytes) {
      if (!wantsJson) process.stdout.write(bytes);
    },
    fail({ name, detail }) {
      const sentence = name === 'link_closed' ? nodeEnded : detail.replaceAll(/\s+/g, ' ');
      process.stderr.write(
        wantsJson ? `${JSON.stringify({ error: { name, detail: sentence } })}\n` : `${sentence}\n`,
      );
      return 1;
    },
  };
}
