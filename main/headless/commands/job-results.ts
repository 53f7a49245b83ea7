/** Results of a job as they are asked of the node, shown, and made JSON of. */
import { formatBytes } from '../../../shared/api/words.ts';
import type { SliceResultView, SliceView } from '../../../shared/api/slices-shape.ts';
import { bytesToBase64, bytesToText } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Client } from './job-session.ts';

const shownLength = 100;

/** Hands over the results of slices that are done, in their order, some at a time. */
export async function eachResult(
  client: Client,
  job: string,
  take: (results: readonly SliceResultView[]) => Promise<Result<null, Refusal>>,
): Promise<Result<null, Refusal>> {
  let from: number | null = 0;
  while (from !== null) {
    const page: Awaited<ReturnType<Client['jobs']['results']>> = await client.jobs.results({
      job,
      from,
    });
    if (!page.ok) return page;
    const taken = await take(page.value.results);
    if (!taken.ok) return taken;
    from = page.value.next;
  }
  return ok(null);
}

/** JSON as the value that it is, other text as a text, all else as base64url. */
export function resultValue({ media, bytes }: Pick<SliceResultView, 'media' | 'bytes'>): unknown {
  if (media === 'png' || media === 'bytes') return bytesToBase64(bytes);
  const text = bytesToText(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The beginning of a result, for people: in one line. */
export function resultText(
  { media, bytes: size, text }: NonNullable<SliceView['result']>,
  bytes: Uint8Array | null,
): string {
  if (text === null) return media === 'png' ? `a picture, ${formatBytes(size)}` : formatBytes(size);
  const all = (bytes === null ? text : bytesToText(bytes)).replaceAll(/\s+/g, ' ').trim();
  return all.length > shownLength ? `${all.slice(0, shownLength)}…` : all;
}
