/**
 * Where results go: one to a file as it is; many to a folder, a zip or a file of JSON lines, written as they are
 * read, with the names and checksums of the files beside them. Standard output takes one as it is, many as JSON lines.
 */
import { Zip, ZipDeflate } from 'fflate';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobView } from '../../../shared/api/contract.ts';
import { checksumsOf, jsonLineOf, resultFileName } from '../../../shared/api/result-files.ts';
import type { SliceResultView } from '../../../shared/api/slices-shape.ts';
import { formatBytes, plural } from '../../../shared/api/words.ts';
import { textToBytes } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Output } from '../output.ts';
import { unwritable, writeResult } from './files.ts';
import { eachResult } from './job-results.ts';
import type { Client } from './job-session.ts';
import { shortId } from './values.ts';

/** Writes what is done of a job. With `--json` the answer itself carries the results, unless a place is named. */
export async function deliver(
  job: JobView,
  client: Client,
  place: string | undefined,
  output: Output,
): Promise<Result<null, Refusal>> {
  if (job.slices.done === 0) return ok(null);
  if (job.slices.total === 1) return deliverOne(job, client, place, output);
  if (place === undefined) {
    return eachResult(client, job.id, (results) => {
      for (const result of results) output.raw(textToBytes(jsonLineOf(result)));
      return Promise.resolve(ok(null));
    });
  }
  const written = await writeTo(place, job.slices.total, (take) =>
    eachResult(client, job.id, take),
  );
  if (written.ok) output.line(`${plural(job.slices.done, 'result')} written to ${place}.`);
  return written;
}

async function deliverOne(
  { id }: JobView,
  client: Client,
  place: string | undefined,
  output: Output,
): Promise<Result<null, Refusal>> {
  return eachResult(client, id, async (results) => {
    const [result] = results;
    if (result === undefined) return ok(null);
    const { bytes, media } = result;
    if (place !== undefined) {
      const written = await writeResult(place, bytes);
      if (written.ok) output.line(`The result is in ${place}, ${formatBytes(bytes.byteLength)}.`);
      return written;
    }
    const isForPeople = media === 'text' || media === 'json';
    if (isForPeople || process.stdout.isTTY !== true) output.raw(bytes);
    else {
      const how = `common-hours job result ${shortId(id)} --output FILE`;
      output.line(`The result is ${formatBytes(bytes.byteLength)} of data. Write it with: ${how}`);
    }
    return ok(null);
  });
}

type Take = (results: readonly SliceResultView[]) => Promise<Result<null, Refusal>>;
type Source = (take: Take) => Promise<Result<null, Refusal>>;

/** One place of many files, or of many lines. */
interface Sink {
  add(result: SliceResultView): Promise<void>;
  end(): Promise<void>;
}

async function writeTo(
  place: string,
  total: number,
  source: Source,
): Promise<Result<null, Refusal>> {
  try {
    const sink = await openSink(place, total);
    const read = await source(async (results) => {
      for (const result of results) await sink.add(result);
      return ok(null);
    });
    await sink.end();
    return read;
  } catch (cause) {
    return unwritable(place, cause);
  }
}

function openSink(place: string, total: number): Promise<Sink> {
  if (/\.zip$/i.test(place)) return zipSink(place, total);
  return /\.(jsonl|ndjson)$/i.test(place) ? linesSink(place) : folderSink(place, total);
}

async function linesSink(place: string): Promise<Sink> {
  const file = await open(place, 'w');
  return {
    add: (result) => file.appendFile(jsonLineOf(result)),
    end: () => file.close(),
  };
}

async function folderSink(place: string, total: number): Promise<Sink> {
  await mkdir(place, { recursive: true });
  let sums = '';
  return {
    async add(result) {
      await writeFile(join(place, resultFileName(result, total)), result.bytes);
      sums += checksumsOf([result], total);
    },
    end: () => writeFile(join(place, checksumsName), sums),
  };
}

async function zipSink(place: string, total: number): Promise<Sink> {
  const file = await open(place, 'w');
  let sums = '';
  let ready: Uint8Array[] = [];
  // It compresses at once: a fault would be one of the library, and its file unreadable.
  const zip = new Zip((fault, chunk) => {
    if (fault === null) ready.push(chunk);
  });
  const put = async (name: string, bytes: Uint8Array) => {
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    entry.push(bytes, true);
    await flush();
  };
  const flush = async () => {
    const chunks = ready;
    ready = [];
    for (const chunk of chunks) await file.appendFile(chunk);
  };
  return {
    async add(result) {
      await put(resultFileName(result, total), result.bytes);
      sums += checksumsOf([result], total);
    },
    async end() {
      await put(checksumsName, textToBytes(sums));
      zip.end();
      await flush();
      await file.close();
    },
  };
}

const checksumsName = 'checksums.txt';
