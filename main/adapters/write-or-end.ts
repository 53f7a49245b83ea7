/** Writes that must succeed: what to say when they do not, and the room that they need. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AssertionFailure, EndOfProgram, assert, endProgram } from '../../shared/base/assert.ts';

const fullCode = 13;

/** Does it, or tells `onFailure` one sentence for people and leaves by `endProgram`. */
export function writeOrEnd<Value>(
  title: string,
  onFailure: ((sentence: string) => void) | undefined,
  action: () => Value,
): Value {
  try {
    return action();
  } catch (error) {
    return endFor(title, onFailure, error);
  }
}

/** The same for what was heard of later. */
export function endFor(
  title: string,
  onFailure: ((sentence: string) => void) | undefined,
  error: unknown,
): never {
  assert(!(error instanceof AssertionFailure), String(error));
  if (error instanceof EndOfProgram) return endProgram(error.message);
  const sentence = `${title} cannot be written: ${reasonOf(error)}, and start Common Hours again.`;
  onFailure?.(sentence);
  return endProgram(sentence);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  if (code === fullCode) return 'the disk is full. Make room';
  return `${error instanceof Error ? error.message : String(error)}. Check the disk`;
}

/** What this person may still write on the disk that holds the file; without bound where it cannot be read. */
export function freeBytesAt(file: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
