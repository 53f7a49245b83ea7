/** What a result is, judged by its bytes: enough to show it. */
import { bytesToText } from '../../../shared/base/bytes.ts';
import type { SliceView } from '../../../shared/api/slices-shape.ts';

type Media = NonNullable<SliceView['result']>['media'];

const previewLength = 2_000;
const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The kind of a result, and its first characters where it is text. */
export function mediaOf(result: Uint8Array): { media: Media; preview: string | null } {
  if (png.every((byte, index) => result[index] === byte)) return { media: 'png', preview: null };
  const text = bytesToText(result);
  // U+FFFD stands where the bytes were no UTF-8; other control characters are no text either.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return { media: 'bytes', preview: null };
  const preview = [...text.slice(0, previewLength)].join('');
  return { media: isJson(text) ? 'json' : 'text', preview };
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
