/** Results of a job, as many at a time as fit into one answer. */
import { limits } from '../../../shared/domain/limits.ts';
import { mediaOf } from './media.ts';
import type { OpenJob } from './open-job.ts';

/** Bytes of results in one answer, beside the first, which always goes out. */
const resultsBytes = 4 * 1024 ** 2;
const resultsMost = 500;

export interface ResultsPage {
  readonly results: {
    index: number;
    name: string;
    hash: string;
    media: 'text' | 'json' | 'png' | 'bytes';
    workCount: number;
    verified: boolean;
    bytes: Uint8Array;
  }[];
  readonly next: number | null;
}

/** Those of slices that are done, from one on. */
export function resultsOf(
  job: OpenJob,
  from: number,
  resultOf: (id: string, slice: number) => Uint8Array | null,
): ResultsPage {
  const results: ResultsPage['results'] = [];
  let size = 0;
  for (let index = from; index < job.inputs.count; index += 1) {
    const { settled } = job.table.get(index);
    const bytes = settled === null ? null : resultOf(job.id, index);
    if (settled === null || bytes === null) continue;
    size += bytes.byteLength;
    const isFull = results.length > 0 && size > resultsBytes;
    if (isFull || results.length >= resultsMost) return { results, next: index };
    const name = job.inputs.name(index).slice(0, limits.sliceNameLength);
    const { hash, workCount, verified } = settled;
    results.push({ index, name, hash, workCount, verified, media: mediaOf(bytes).media, bytes });
  }
  return { results, next: null };
}
