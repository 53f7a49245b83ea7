/** What people hand over with a job: a module, and lists that are cut into slices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programsDir } from '../../../main/paths.ts';
import { jobFileText, parseJobFile } from '../../../shared/api/job-file.ts';
import type { JobFileContents } from '../../../shared/api/job-file.ts';
import { listFrom } from '../../../shared/jobs/lists.ts';
import { checkModule } from '../../../workers/sandbox/admission.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const modules = ['prime-count', 'monte-carlo', 'calibration'].map(
  (name) => new Uint8Array(readFileSync(join(programsDir, `${name}.wasm`))),
);
const items = [{ name: 'Zoë', from: 1 }, 'two', 3, [true, null]];
const table = 'name,from\n"Zoë, of old",1\r\nbob,2\n';

const file: JobFileContents = {
  draft: {
    ...{ name: 'Primes', module: new Uint8Array([0, 97, 115, 109]), entry: null, args: ['2'] },
    ...{ certainty: 'two', audience: ['ab'.repeat(32)], notBeforeMs: null },
    input: { kind: 'once', bytes: new Uint8Array([1, 2, 3]) },
    limits: { memoryBytes: 65_536, wallMs: 60_000 },
    deadline: { atMs: 9, then: 'stop' },
  },
  ceiling: 1_000n,
};

function readFile(bytes: Uint8Array): Uint8Array | null {
  const read = parseJobFile(textOf(bytes));
  return read.ok ? bytesOf(jobFileText(read.value)) : null;
}

/** The items as JSON, which read as the same items. */
function readList(form: 'csv' | 'json'): Decoder['read'] {
  return (bytes) => {
    const source = textOf(bytes);
    const isJson = source.trimStart().startsWith('[');
    const list = listFrom(source, isJson ? 'json' : form);
    return list.problems.length > 0 ? null : bytesOf(`[${list.items.join(',')}]`);
  };
}

export const jobDecoders: readonly Decoder[] = [
  {
    ...{ name: 'file of a job', cost: 8, taken: 'again' },
    samples: [file, { ...file, ceiling: null }].map((each) => bytesOf(jobFileText(each))),
    read: readFile,
  },
  {
    ...{ name: 'module of a job', cost: 12, taken: 'exactly' },
    samples: modules,
    read: (bytes) => (checkModule(bytes).ok ? bytes : null),
  },
  {
    ...{ name: 'list in JSON', cost: 2, taken: 'again' },
    samples: [bytesOf(JSON.stringify(items))],
    read: readList('json'),
  },
  {
    ...{ name: 'table in CSV', cost: 4, taken: 'again' },
    samples: [bytesOf(table)],
    read: readList('csv'),
  },
];
