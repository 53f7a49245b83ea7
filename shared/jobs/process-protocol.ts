/**
 * What a node and the process of its jobs say to each other, and how it is written.
 *
 * A message is one frame: the length of its text in four bytes (little-endian), the text (JSON), and the bytes
 * that it carries, one after the other. In the text they stand as `{"bytes": [from, to]}`, counted from its end. So
 * neither side decodes more than JSON, whatever has taken over the other one; and as each byte is named once, a message
 * is never larger than its frame. In a stream a frame follows its own length in four bytes.
 *
 * A module is named by its hash and travels when the process asks for it, once in its life unless it was forgotten.
 * The process answers each question once; `ended`, `inspected`, `rated`, `rested` and
 * `unanswered` are the answers.
 */
import type { Refusal, Result } from '../base/result.ts';
import { bytesToText, textToBytes } from '../base/bytes.ts';
import { limits } from '../domain/limits.ts';
import type {
  ModuleRefusalName,
  ModuleReport,
  SliceFailure,
  SliceOutcome,
  SliceProgress,
  SliceTask,
} from './task.ts';

/** The slice of a task, whose module is named apart from it. */
export type SliceWithoutModule = Omit<SliceTask, 'module'>;

export type ToProcess =
  | { readonly do: 'inspect'; readonly id: number; readonly hash: string }
  | {
      readonly do: 'run';
      readonly id: number;
      readonly hash: string;
      readonly slice: SliceWithoutModule;
      /** Slices of one lane run one after the other; null where it is to wait for nobody. */
      readonly lane: number | null;
    }
  | { readonly do: 'rate'; readonly id: number; readonly calibration: Uint8Array }
  | { readonly do: 'module'; readonly hash: string; readonly bytes: Uint8Array }
  /** The slice is no longer wanted. */
  | { readonly do: 'stop'; readonly id: number }
  /** The share of each core, in thousandths. */
  | { readonly do: 'share'; readonly shareMilli: number }
  /** Holds one slice, which keeps its memory, or lets it go on; the share of the others is as it was. */
  | { readonly do: 'hold'; readonly id: number; readonly isHeld: boolean }
  /** The slice may soon be ended: a checkpoint is wanted at once, if it makes any. */
  | { readonly do: 'checkpoint'; readonly id: number }
  /** To be answered when all that may not work is off the processor. */
  | { readonly do: 'rest'; readonly id: number };

export type FromProcess =
  /** It stands, and hears. */
  | { readonly say: 'ready' }
  /** It does not have the module of this hash. */
  | { readonly say: 'need'; readonly hash: string }
  | { readonly say: 'progress'; readonly id: number; readonly used: SliceProgress }
  | { readonly say: 'checkpoint'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly say: 'ended'; readonly id: number; readonly ended: Ended }
  | { readonly say: 'inspected'; readonly id: number; readonly inspected: Inspected }
  | { readonly say: 'rated'; readonly id: number; readonly rating: Rated }
  | { readonly say: 'rested'; readonly id: number }
  /** The question was not answered in time, or its thread failed. */
  | { readonly say: 'unanswered'; readonly id: number; readonly detail: string };

export type Ended = Result<SliceOutcome, SliceFailure>;
export type Inspected = Result<ModuleReport, Refusal<ModuleRefusalName>>;

/** As in the engine's `MeasuredRating`. */
export interface Rated {
  readonly milli: number;
  readonly spreadMilli: number;
}

const lengthBytes = 4;
/** The text of the largest message: a slice's arguments and entry, each byte of them escaped. */
const textBytesMax = 1024 * 1024;
/** No message is nested as deeply. */
const depthMax = 16;

/** Of an object or a list. A `__proto__` that a text names is one of them, like any other. */
interface Parts {
  [key: string]: unknown;
}

/** None is taken from a process that says it has a larger one. */
export const checkpointBytesMax = limits.checkpointBytes;

/** The largest frame: a slice with its input and the checkpoint that it goes on from. */
export const frameBytesMax = lengthBytes + textBytesMax + limits.inputBytes + checkpointBytesMax;

/** Null when its text is too long. */
export function writeMessage(message: ToProcess | FromProcess): Uint8Array | null {
  const carried: Uint8Array[] = [];
  let at = 0;
  function withoutBytes(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(withoutBytes);
    if (value instanceof Uint8Array) {
      carried.push(value);
      at += value.length;
      return { bytes: [at - value.length, at] };
    }
    const parts: Parts = { ...value };
    for (const key of Object.keys(parts)) parts[key] = withoutBytes(parts[key]);
    return parts;
  }
  const text = textToBytes(JSON.stringify(withoutBytes(message)));
  if (text.length > textBytesMax) return null;
  const frame = new Uint8Array(lengthBytes + text.length + at);
  writeLength(frame, 0, text.length);
  frame.set(text, lengthBytes);
  let to = lengthBytes + text.length;
  for (const bytes of carried) {
    frame.set(bytes, to);
    to += bytes.length;
  }
  return frame;
}

/** The message of a frame, of which nothing is checked but that it can be read; null when it cannot. */
export function readMessage(frame: Uint8Array): unknown {
  if (frame.length < lengthBytes || frame.length > frameBytesMax) return null;
  const textBytes = readLength(frame, 0);
  if (textBytes > textBytesMax || lengthBytes + textBytes > frame.length) return null;
  const text = bytesToText(frame.subarray(lengthBytes, lengthBytes + textBytes));
  const carried = frame.subarray(lengthBytes + textBytes);
  let at = 0;
  let depth = 0;
  let isWhole = true;
  function withBytes(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    depth += 1;
    if (depth > depthMax) isWhole = false;
    if (!isWhole) return null;
    const parts = value as Parts;
    for (const key of Object.keys(parts)) parts[key] = withBytes(parts[key]);
    depth -= 1;
    const range = rangeIn(parts);
    if (range === null) return parts;
    const [from, to] = range;
    if (from !== at || to < from || to > carried.length) isWhole = false;
    if (!isWhole) return null;
    at = to;
    return carried.slice(from, to);
  }
  try {
    const message = withBytes(JSON.parse(text));
    return isWhole && at === carried.length ? message : null;
  } catch {
    return null;
  }
}

function rangeIn({ bytes }: Parts): readonly [number, number] | null {
  if (!Array.isArray(bytes) || bytes.length !== 2) return null;
  const [from, to] = bytes as unknown[];
  return typeof from === 'number' && Number.isSafeInteger(to) ? [from, to as number] : null;
}

/** Writes a frame into a stream, behind its length. */
export function writeFrame(write: (bytes: Uint8Array) => void, frame: Uint8Array): void {
  const length = new Uint8Array(lengthBytes);
  writeLength(length, 0, frame.length);
  write(length);
  write(frame);
}

export interface FrameSplitter {
  /** Calls `onFrame` for each whole frame; false when the stream holds none, and is of no use any more. */
  readonly push: (chunk: Uint8Array) => boolean;
}

/** Parts a stream into frames. It holds no more of it than one frame. */
export function createFrameSplitter(onFrame: (frame: Uint8Array) => void): FrameSplitter {
  const length = new Uint8Array(lengthBytes);
  let lengthFilled = 0;
  let frame: Uint8Array | null = null;
  let filled = 0;

  /** Answers how much of the chunk it took, or null. */
  function take(chunk: Uint8Array): number | null {
    if (frame === null) {
      const taken = Math.min(lengthBytes - lengthFilled, chunk.length);
      length.set(chunk.subarray(0, taken), lengthFilled);
      lengthFilled += taken;
      if (lengthFilled < lengthBytes) return taken;
      const frameBytes = readLength(length, 0);
      if (frameBytes < lengthBytes || frameBytes > frameBytesMax) return null;
      frame = new Uint8Array(frameBytes);
      return taken;
    }
    const taken = Math.min(frame.length - filled, chunk.length);
    frame.set(chunk.subarray(0, taken), filled);
    filled += taken;
    if (filled < frame.length) return taken;
    const whole = frame;
    frame = null;
    filled = 0;
    lengthFilled = 0;
    onFrame(whole);
    return taken;
  }

  return {
    push(chunk) {
      let rest = chunk;
      while (rest.length > 0) {
        const taken = take(rest);
        if (taken === null) return false;
        rest = rest.subarray(taken);
      }
      return true;
    },
  };
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, length, true);
}

function readLength(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
}
