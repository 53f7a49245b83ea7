/** One job of a program: sent, followed, and its results handed over in the order of the inputs. */
import { randomBytes } from 'node:crypto';
import type { JobView } from '../../shared/api/contract.ts';
import type { Certainty, JobDetailView, JobDraftValue } from '../../shared/api/jobs-shape.ts';
import type { SliceResultView } from '../../shared/api/slices-shape.ts';
import { bytesToHex, bytesToText } from '../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import { notesOf } from '../../shared/jobs/source-notes.ts';
import { audienceOf } from '../headless/audience.ts';
import type { NodeConnection } from '../headless/connect.ts';
import { hoursError } from './hours-error.ts';
import { inputsOf, moduleOf, valueOf } from './inputs.ts';
import type { Run } from './inputs.ts';
import type { MapOptions } from './map-options.ts';
import { createWakes } from './wakes.ts';

type Client = NodeConnection['client'];

/** Nothing is sent before the first result is asked for. */
export async function* resultsOf<Input, Output>(
  client: Client,
  run: Run<Input, Output>,
  inputs: readonly Input[],
  options: MapOptions,
): AsyncGenerator<Output, void, undefined> {
  if (inputs.length === 0) return;
  const module = await moduleOf(run);
  await checked(module);
  const request = bytesToHex(randomBytes(32));
  const audience = await valueIn(audienceOf(client, options));
  const draft = await draftOf(
    typeof run === 'function' ? run.name : '',
    module,
    inputs,
    options,
    audience,
  );
  const ceiling = await ceilingOf(options);
  const { job } = await valueIn(client.jobs.submit({ request, draft, ceiling }));
  const wakes = createWakes(client.jobs.list);
  let next = 0;
  try {
    while (next < inputs.length) {
      const shown = await valueIn(client.jobs.show({ job }));
      if (shown.map[next] !== 'd') {
        await explain(client, shown, next);
        await valueIn(wakes.next());
        continue;
      }
      for (const { media, bytes } of await resultsFrom(client, job, next)) {
        next += 1;
        yield valueOf(media, bytes) as Output;
      }
    }
  } finally {
    wakes.close();
    if (next < inputs.length) await client.jobs.cancel({ job });
  }
}

/** In micro-CPU-hours; its bounds are the node's to know. */
async function ceilingOf({ ceiling }: MapOptions): Promise<bigint> {
  if (Number.isFinite(ceiling)) return BigInt(Math.round(ceiling * 1_000_000));
  const detail = `Say how many CPU-hours it may cost at most, as in { ceiling: 0.1 }: “${String(ceiling)}” is no number.`;
  return Promise.reject(hoursError({ name: 'bad_ceiling', detail }));
}

/** The next results that lie side by side. */
async function resultsFrom(
  client: Client,
  job: string,
  from: number,
): Promise<readonly SliceResultView[]> {
  const { results } = await valueIn(client.jobs.results({ job, from }));
  return results.filter(({ index }, at) => index === from + at);
}

/** Rejects if the slice that is next will not come. */
async function explain(client: Client, { job, map }: JobDetailView, slice: number): Promise<void> {
  if (map[slice] === 'f') {
    const asked = { job: job.id, from: slice, limit: 1, state: null };
    const { slices } = await valueIn(client.jobs.slices(asked));
    const fault = slices[0]?.fault;
    const {
      name,
      sentence: detail,
      line,
      column,
    } = fault ?? {
      ...{ name: 'slice_failed', sentence: slices[0]?.sentence ?? job.sentence },
      ...{ line: null, column: null },
    };
    await Promise.reject(hoursError({ name, detail }, { line, column, slice }));
  }
  if (!still.has(job.state)) return;
  await Promise.reject(hoursError({ name: `job_${job.state}`, detail: job.sentence }, { slice }));
}

/** States in which nothing more comes by itself. */
const still: ReadonlySet<JobView['state']> = new Set([
  'ceiling',
  'deadline',
  'done',
  'failed',
  'cancelled',
]);

/** The faults of a source, with their line, before it is sent. */
async function checked(module: Uint8Array): Promise<void> {
  if (module[0] === 0) return;
  const fault = notesOf(bytesToText(module)).find(({ kind }) => kind === 'error');
  if (fault === undefined) return;
  const { line, column, sentence: detail } = fault;
  await Promise.reject(hoursError({ name: 'bad_source', detail }, { line, column }));
}

const byCopies = { 1: 'one', 2: 'two', 3: 'three' } as const;

/** Programs without types say other numbers, too. */
async function certaintyOf(copies: keyof typeof byCopies): Promise<Certainty> {
  if (Object.hasOwn(byCopies, copies)) return byCopies[copies];
  const detail = `“${String(copies)}” is no number of copies: write 1, 2 or 3.`;
  return Promise.reject(hoursError({ name: 'bad_certainty', detail }));
}

async function draftOf(
  functionName: string,
  module: Uint8Array,
  inputs: readonly unknown[],
  options: MapOptions,
  audience: string[] | null,
): Promise<JobDraftValue> {
  const { copies = 2, certainty = await certaintyOf(copies), entry = null, args = [] } = options;
  const name = options.name ?? (functionName === '' ? 'A program’s job' : functionName);
  return {
    name: name.slice(0, limits.jobNameLength),
    ...{ module, entry, certainty },
    args: [...args],
    input: await inputsOf(inputs),
    limits: {
      memoryBytes: options.memoryBytes ?? limits.memoryBytesDefault,
      wallMs: options.wallMs ?? limits.wallMsDefault,
    },
    audience,
    notBeforeMs: null,
    deadline: null,
  };
}

/** The value, or the error of the refusal. */
async function valueIn<Value>(answer: Promise<Result<Value, Refusal>>): Promise<Value> {
  const result = await answer;
  return result.ok ? result.value : Promise.reject(hoursError(result.error));
}
