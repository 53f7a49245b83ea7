/** What a program gives and takes, as the bytes that a job is given and gives back. */
import type { JobInputValue } from '../../shared/api/jobs-shape.ts';
import { bytesToText, concatBytes, textToBytes } from '../../shared/base/bytes.ts';
import { hoursError } from './hours-error.ts';

/**
 * What runs on other computers: a function that uses nothing but what it is given and itself declares, the source of a
 * JavaScript module with a default export, or the bytes of a WebAssembly module or of such a source.
 */
export type Run<Input, Output> =
  ((input: Input, context: RunContext) => Output | Promise<Output>) | string | Uint8Array;

/** What a function is told beside its input. */
export interface RunContext {
  /** The input as it came. */
  readonly bytes: Uint8Array;
  readonly args: readonly string[];
  /** Whole, below 2^32, and the same for the same input. */
  readonly seed: number;
}

/** The module that is sent. Rejects a function that has no source of its own. */
export async function moduleOf(run: Run<never, unknown>): Promise<Uint8Array> {
  if (run instanceof Uint8Array) return run;
  return textToBytes(typeof run === 'string' ? run : await sourceOf(run));
}

/** One input for each slice: bytes as they are, everything else as JSON. Rejects what is no data. */
export async function inputsOf(inputs: readonly unknown[]): Promise<JobInputValue> {
  const parts = await Promise.all(inputs.map(inputBytes));
  return {
    kind: 'slices',
    lengths: parts.map(({ byteLength }) => byteLength),
    bytes: concatBytes(...parts),
    names: null,
  };
}

/** The value of a result: what its text says as JSON, a text that says nothing so, or else bytes. */
export function valueOf(media: 'text' | 'json' | 'png' | 'bytes', bytes: Uint8Array): unknown {
  if (media === 'png' || media === 'bytes') return bytes;
  const text = bytesToText(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function inputBytes(input: unknown, slice: number): Promise<Uint8Array> {
  if (input instanceof Uint8Array) return input;
  // JSON has no word for these, and null is what a list would have in their place.
  return textToBytes(input === undefined ? 'null' : await jsonOf(input, slice));
}

async function jsonOf(input: unknown, slice: number): Promise<string> {
  let why = `it is a ${typeof input}`;
  try {
    const json = JSON.stringify(input) as string | undefined;
    if (json !== undefined) return json;
  } catch (cause) {
    if (cause instanceof Error) why = cause.message.replaceAll(/\s+/g, ' ');
  }
  const detail = `Input ${String(slice)} is neither JSON nor bytes: ${why}.`;
  return Promise.reject(hoursError({ name: 'bad_input', detail }, { slice }));
}

/** The text of a function as an expression; that of a method would be none, and is put into an object to become one. */
async function sourceOf(run: (...given: never[]) => unknown): Promise<string> {
  const text = run.toString();
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    const detail = `“${run.name}” has no source that could be sent, as it is built in or bound: put it into a function of your own.`;
    return Promise.reject(hoursError({ name: 'bad_source', detail }));
  }
  if (/^(async\s+)?(function\b|\(|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u.test(text)) {
    return `export default ${text};\n`;
  }
  return `const { ${run.name} } = { ${text} };\nexport default ${run.name};\n`;
}
