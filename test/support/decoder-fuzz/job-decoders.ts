/** What people hand over with a job: a module, and lists that are cut into slices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programsDir } from '../../../main/paths.ts';
import { listFrom } from '../../../shared/jobs/lists.ts';
import { checkModule } from '../../../workers/sandbox/admission.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const modules = ['prime-count', 'monte-carlo', 'calibration'].map(
  (name) => new Uint8Array(readFileSync(join(programsDir, `${name}.wasm`))),
);
const items = [{ name: 'Zoë', from: 1 }, 'two', 3, [true, null]];
const table = 'name,from\n"Zoë, of old",1\r\nbob,2\n';

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
