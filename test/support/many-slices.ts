/** Jobs of many slices, sent to real nodes: the draft, the wait for the end, and all that came of it. */
import { randomBytes } from 'node:crypto';
import { until } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import type { JobView } from '../../shared/api/contract.ts';
import type { Certainty } from '../../shared/api/jobs-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import { concatBytes } from '../../shared/base/bytes.ts';
import { oneSlice } from './one-slice.ts';

export interface ManySlices {
  readonly name: string;
  readonly module: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  readonly certainty: Certainty;
  readonly ceiling: bigint;
}

/** Sends the job; answers its id. */
export async function sendMany({ client }: NodeConnection, asked: ManySlices): Promise<string> {
  const { name, module, inputs, certainty, ceiling } = asked;
  const sent = await client.jobs.submit({
    request: randomBytes(32).toString('hex'),
    draft: oneSlice(name, module, new Uint8Array(), {
      certainty,
      input: {
        kind: 'slices',
        lengths: inputs.map(({ byteLength }) => byteLength),
        bytes: concatBytes(...inputs),
        names: null,
      },
    }),
    ceiling,
  });
  assert(sent.ok, 'the job is taken');
  return sent.value.job;
}

/** The job when it has come so far. */
export async function whenJob(
  { client }: NodeConnection,
  id: string,
  isSo: (job: JobView) => boolean,
): Promise<JobView> {
  const seen = await until(client.jobs.list, ({ jobs }) => {
    const job = jobs.find((each) => each.id === id);
    return job !== undefined && isSo(job) ? job : null;
  });
  assert(seen.ok, 'the node tells of its jobs');
  return seen.value;
}

export const hasEnded = ({ endedAtMs }: JobView): boolean => endedAtMs !== null;

/** Every result that is there, by slice. */
export async function resultsOf(
  { client }: NodeConnection,
  job: string,
): Promise<ReadonlyMap<number, Uint8Array>> {
  const results = new Map<number, Uint8Array>();
  for (let from: number | null = 0; from !== null;) {
    const page: Awaited<ReturnType<typeof client.jobs.results>> = await client.jobs.results({
      job,
      from,
    });
    assert(page.ok, 'the results are told');
    for (const { index, bytes } of page.value.results) results.set(index, bytes);
    from = page.value.next;
  }
  return results;
}
