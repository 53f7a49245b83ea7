/** Jobs of many slices in a world of engines: how they are sent, and what has come of them. */
import type { JobRequestInput } from '../../../shared/api/contract.ts';
import type { Certainty } from '../../../shared/api/jobs-shape.ts';
import { bytesToHex, bytesToText, concatBytes, textToBytes } from '../../../shared/base/bytes.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Person } from '../engine-world.ts';
import type { Script } from './runner.ts';

export interface SlicedWish {
  readonly slices: number;
  readonly certainty: Certainty;
  readonly ceiling?: bigint;
  /** Of each slice; half a second, which is 138 millionths of an hour, unless another is given. */
  readonly cpuMs?: (slice: number) => number;
  /** What else is different about a slice. */
  readonly script?: (slice: number) => Partial<Script>;
  /** Tells it from others of as many slices. */
  readonly request?: number;
  readonly deadline?: JobRequestInput['draft']['deadline'];
}

/** What slice so and so comes to. */
export const answerTo = (index: number) => `answer ${String(index)}`;

/** All of them. */
export const answersTo = (slices: number) => Array.from({ length: slices }, (_, i) => answerTo(i));

/** The id of the job. */
export async function sendSliced(person: Person, wish: SlicedWish): Promise<string> {
  const sent = await person.engine().handlers.jobs.submit(slicedRequest(wish));
  if (!sent.ok) throw new Error(sent.error.detail);
  return sent.value.job;
}

/** The job as it is submitted. */
export function slicedRequest({
  slices,
  certainty,
  ceiling = 1_000_000n,
  cpuMs = () => 500,
  script = () => ({}),
  request = slices,
  deadline = null,
}: SlicedWish): JobRequestInput {
  const scriptOf = (slice: number): Partial<Script> => ({
    ...{ cpuMs: cpuMs(slice), answer: answerTo(slice), fails: null },
    ...script(slice),
  });
  const inputs = Array.from({ length: slices }, (_, index) =>
    textToBytes(JSON.stringify(scriptOf(index))),
  );
  const lengths = inputs.map(({ byteLength }) => byteLength);
  return {
    request: bytesToHex(new Uint8Array(32).fill(request)),
    draft: {
      name: 'many',
      module: textToBytes('module'),
      entry: null,
      args: [],
      input: { kind: 'slices', lengths, bytes: concatBytes(...inputs), names: null },
      certainty,
      limits: { memoryBytes: limits.memoryBytesDefault, wallMs: limits.wallMsDefault },
      audience: null,
      notBeforeMs: null,
      deadline,
    },
    ceiling,
  };
}

/** How it stands, as its page is told. */
export async function viewOf(person: Person, job: string) {
  const detail = await person.engine().handlers.jobs.show({ job });
  if (!detail.ok) throw new Error(detail.error.detail);
  return detail.value.job;
}

/** Its slices with who answered them: two hundred from this one on. */
export async function slicesOf(person: Person, job: string, from = 0) {
  const asked = { job, from, limit: 200, state: null };
  const page = await person.engine().handlers.jobs.slices(asked);
  if (!page.ok) throw new Error(page.error.detail);
  return page.value.slices;
}

/** What was delivered, by slice. */
export async function deliveredOf(person: Person, job: string): Promise<Map<number, string>> {
  const page = await person.engine().handlers.jobs.results({ job, from: 0 });
  if (!page.ok) throw new Error(page.error.detail);
  return new Map(page.value.results.map(({ index, bytes }) => [index, bytesToText(bytes)]));
}

/** What this person has signed for in this job. */
export function billOf(asker: Person, job: string): bigint {
  return receiptsOf(asker, job).reduce((sum, { body }) => sum + body.microCpuHours, 0n);
}

/** The receipts of a job. */
export function receiptsOf({ disk }: Person, job: string) {
  const all = disk.receipts.map(({ receipt }) => receipt);
  return all.filter(({ body }) => bytesToHex(body.job) === job);
}

/** Whatever is wrong with a job's results, receipts and bill, as sentences. */
export async function wrongWith(asker: Person, job: string, slices: number): Promise<string[]> {
  const wrong: string[] = [];
  const view = await viewOf(asker, job);
  if (view.state !== 'done' || view.slices.done !== slices)
    wrong.push(`it is ${view.state} with ${String(view.slices.done)}: ${view.sentence}`);
  for (const [slice, text] of await deliveredOf(asker, job))
    if (text !== answerTo(slice)) wrong.push(`slice ${String(slice)} came to “${text}”`);
  const nonces = receiptsOf(asker, job).map(({ body }) => bytesToHex(body.nonce));
  if (new Set(nonces).size !== nonces.length) wrong.push('an attempt has two receipts');
  if (view.used !== billOf(asker, job)) wrong.push('the bill is not the receipts');
  if (view.used > view.ceiling) wrong.push('the ceiling was passed');
  return wrong;
}
