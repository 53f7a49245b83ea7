/** What is shown of a result, and of a fault: enough to judge it at a glance. */
import type { SliceView } from '../../../shared/api/slices-shape.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { mediaOf } from './media.ts';

type Preview = NonNullable<SliceView['result']>;
type Fault = NonNullable<SliceView['fault']>;

/** The kind, size, hash and first characters of a result. */
export function previewOf(
  result: Uint8Array,
  hash: (...parts: readonly Uint8Array[]) => Uint8Array,
): Preview {
  const { media, preview } = mediaOf(result);
  return { hash: bytesToHex(hash(result)), bytes: result.byteLength, media, text: preview };
}

/** The place in the source is taken from the sentence, where JavaScript has put it. */
export function faultOf(name: string, detail: string): Fault {
  const place = /\(line (\d+)(?:, column (\d+))?\)/.exec(detail);
  return {
    name,
    sentence: detail.slice(0, limits.detailLength),
    line: place?.[1] === undefined ? null : Number(place[1]),
    column: place?.[2] === undefined ? null : Number(place[2]),
  };
}
