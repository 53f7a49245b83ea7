/** The hashes by which jobs and slices are known to everybody. */
import c from 'compact-encoding';
import { concatBytes, textToBytes } from '../base/bytes.ts';

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

/** Everything that makes a job this job. */
export interface JobContent {
  /** 32 bytes by which the asking side tells equal jobs apart. */
  readonly request: Uint8Array;
  readonly consumer: Uint8Array;
  readonly moduleHash: Uint8Array;
  readonly inputHash: Uint8Array;
  readonly entry: string;
  readonly args: readonly string[];
}

const jobDomain = textToBytes('common-hours/job/v1');
const sliceDomain = textToBytes('common-hours/slice/v1');

/** The job's id, 32 bytes. Every text is preceded by its length, so that no two contents share bytes. */
export function jobId(content: JobContent, hash: Hash): Uint8Array {
  const { request, consumer, moduleHash, inputHash, entry, args } = content;
  return hash(
    jobDomain,
    request,
    consumer,
    moduleHash,
    inputHash,
    measured(entry),
    c.encode(c.uint32, args.length),
    ...args.map(measured),
  );
}

/** The id of slice `index` of a job, 32 bytes. */
export function sliceId(
  job: Uint8Array,
  index: number,
  inputHash: Uint8Array,
  hash: Hash,
): Uint8Array {
  return hash(sliceDomain, job, c.encode(c.uint32, index), inputHash);
}

function measured(text: string): Uint8Array {
  const encoded = textToBytes(text);
  return concatBytes(c.encode(c.uint32, encoded.byteLength), encoded);
}
