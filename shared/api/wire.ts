/**
 * The frames that cross a link: JSON texts, checked on arrival at both ends.
 *
 *   client: call {id, path, input} | subscribe {id, path} | cancel {id}
 *   node:   hello {protocol, version} | value {id, value} | error {id, name, detail}
 *
 * The node says hello first. The client numbers what it asks from 1 and never uses a number twice on
 * a link. A call is answered by one value or one error; a subscription by values until an error, a
 * cancel or the end of the link. An error with id 0 concerns the link itself, which then closes.
 * A change that an older end would misread raises `protocol`.
 */
import * as v from 'valibot';
import { refuse } from '../base/result.ts';
import { limits } from '../domain/limits.ts';
import type { Refusal, Result } from '../base/result.ts';

export const protocol = 1;

/** What the boundary itself may answer, beyond the refusals that a call names. */
export const boundaryRefusals = ['link_closed', 'internal', 'invalid_input', 'busy'] as const;
export type BoundaryRefusal = (typeof boundaryRefusals)[number];

const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const word = v.pipe(v.string(), v.maxLength(60));
const path = v.strictTuple([word, word]);

const ClientFrameSchema = v.variant('type', [
  v.strictObject({ type: v.literal('call'), id, path, input: v.unknown() }),
  v.strictObject({ type: v.literal('subscribe'), id, path }),
  v.strictObject({ type: v.literal('cancel'), id }),
]);

const ServerFrameSchema = v.variant('type', [
  v.strictObject({
    type: v.literal('hello'),
    protocol: v.pipe(v.number(), v.safeInteger()),
    version: word,
  }),
  v.strictObject({ type: v.literal('value'), id, value: v.unknown() }),
  v.strictObject({
    type: v.literal('error'),
    id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    name: word,
    detail: v.string(),
  }),
]);

export type ClientFrame = v.InferOutput<typeof ClientFrameSchema>;
export type ServerFrame = v.InferOutput<typeof ServerFrameSchema>;
export type Hello = Extract<ServerFrame, { type: 'hello' }>;

/** The frame as text, unless it is larger than a frame may be. Its values are in wire form already. */
export function encodeFrame(
  frame: ClientFrame | ServerFrame,
): Result<string, Refusal<'frame_too_large'>> {
  const text = JSON.stringify(frame);
  return isWithinLimit(text) ? { ok: true, value: text } : tooLarge;
}

export function parseClientFrame(text: string): ParsedFrame<ClientFrame> {
  return parseFrame(ClientFrameSchema, text);
}

export function parseServerFrame(text: string): ParsedFrame<ServerFrame> {
  return parseFrame(ServerFrameSchema, text);
}

export type ParsedFrame<Frame> = Result<Frame, Refusal<'frame_too_large' | 'bad_frame'>>;

/** What a schema found wrong, in one sentence of limited length. */
export function explainIssues(what: string, issues: readonly v.BaseIssue<unknown>[]): string {
  const [first] = issues;
  const where = first === undefined ? null : v.getDotPath(first);
  const sentence = `${what}${where === null ? '' : `, ${where}`}: ${first?.message ?? 'malformed'}`;
  return shorten(sentence);
}

/** Cuts a sentence to the length that a detail may have. */
export function shorten(sentence: string): string {
  return sentence.length <= limits.detailLength
    ? sentence
    : `${sentence.slice(0, limits.detailLength - 1)}…`;
}

const tooLarge = refuse(
  'frame_too_large',
  `A frame may have ${limits.apiFrameBytes / 1024 / 1024} MiB at most.`,
);

function parseFrame<Frame>(schema: v.GenericSchema<unknown, Frame>, text: string) {
  if (!isWithinLimit(text)) return tooLarge;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('bad_frame', 'A frame was not JSON.');
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return { ok: true, value: parsed.output } as const;
  return refuse('bad_frame', explainIssues('A frame was malformed', parsed.issues));
}

/** Whether the text has at most `apiFrameBytes` in UTF-8; counted only where it is in doubt. */
function isWithinLimit(text: string): boolean {
  if (text.length * 3 <= limits.apiFrameBytes) return true;
  if (text.length > limits.apiFrameBytes) return false;
  let byteCount = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // A surrogate is half of a character of four bytes.
    byteCount += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return byteCount <= limits.apiFrameBytes;
}
