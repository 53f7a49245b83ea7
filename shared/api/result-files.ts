/**
 * Results of a job as files: their names, the checksums beside them, and all of them as lines of JSON. The page and
 * the command line write the same.
 */
import { bytesToBase64, bytesToText } from '../base/bytes.ts';
import type { SliceResultView } from './slices-shape.ts';

const endings = { text: 'txt', json: 'json', png: 'png', bytes: 'bin' } as const;
const stemLength = 60;

/** A name for a file made of what a person typed: letters, digits, points and dashes. */
export function fileStem(name: string): string {
  const stem = name.replace(/[^\p{L}\p{N}.-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '');
  return stem.slice(0, stemLength);
}

/**
 * The file of one result among `total`: `07-6-000-6-999.json`. The number counts from 1 and has as many digits as the
 * last one, so that the files lie in order. No two slices of a job get the same.
 */
export function resultFileName(
  { index, name, media }: Pick<SliceResultView, 'index' | 'name' | 'media'>,
  total: number,
): string {
  const number = String(index + 1).padStart(String(total).length, '0');
  const isOwn = name !== `slice ${String(index + 1)}`;
  const stem = isOwn ? fileStem(name) : '';
  return `${number}${stem === '' ? '' : `-${stem}`}.${endings[media]}`;
}

/** One result: its file's ending. */
export function endingOf({ media }: Pick<SliceResultView, 'media'>): string {
  return endings[media];
}

/** One line for each file, its hash and its name: `b2sum -l 256 -c` checks them. The hashes are those of the receipts. */
export function checksumsOf(results: readonly SliceResultView[], total: number): string {
  return results.map((each) => `${each.hash}  ${resultFileName(each, total)}\n`).join('');
}

/**
 * A result as a line of JSON, with the newline. `result` is the value itself where it is JSON (written as it came, so
 * that no number loses digits), else the text, else the bytes in base64url; `encoding` says which.
 */
export function jsonLineOf(result: SliceResultView): string {
  const { index, name, hash, workCount, verified } = result;
  const [encoding, value] = encodedOf(result);
  const head = JSON.stringify({ index, name, hash, workCount, verified, encoding });
  return `${head.slice(0, -1)},"result":${value}}\n`;
}

function encodedOf({
  media,
  bytes,
}: SliceResultView): readonly ['json' | 'text' | 'base64url', string] {
  if (media === 'png' || media === 'bytes')
    return ['base64url', JSON.stringify(bytesToBase64(bytes))];
  const text = bytesToText(bytes);
  // Outside of strings a line break means nothing in JSON, and inside of them there is none.
  return isJson(text)
    ? ['json', text.trim().replace(/[\r\n]+/g, ' ')]
    : ['text', JSON.stringify(text)];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
