/** What a module declares to have at the start: its memory, its tables, and what is put into them. */
import type { Refusal, Result } from '../../shared/base/result.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { ModuleRefusalName } from '../../shared/jobs/task.ts';
import { pageBytes, tableElementsMax } from './cap-limits.ts';
import type { ModuleLayout } from './module-layout.ts';
import { bytesInWords, quoted, sentence } from './sentence.ts';

type Checked<Value> = Result<Value, Refusal<ModuleRefusalName>>;

const tablesMax = 16;

/** Answers the memory at the start, in bytes. */
export function checkSizes(layout: ModuleLayout, memoryBytesMax: number): Checked<number> {
  const isExported = layout.exports.some((one) => one.kind === 'memory' && one.name === 'memory');
  const [memory] = layout.memories;
  if (memory === undefined || !isExported)
    return refuse(
      'no_memory',
      `This module exports no ${quoted('memory')}, so nothing can be handed to it. Export it.`,
    );
  const bytes = memory.initial * pageBytes;
  if (bytes > memoryBytesMax)
    return tooLarge(
      `This module asks for ${bytesInWords(bytes)} of memory at the start, and the job may have ` +
        `${bytesInWords(memoryBytesMax)}. Give the job more, or build the module with less.`,
    );
  const elements = layout.tables.reduce((sum, { initial }) => sum + initial, 0);
  if (layout.tables.length > tablesMax || elements > tableElementsMax)
    return tooLarge(
      `This module has larger tables than a job may have: ${tablesMax} tables of together ` +
        `${tableElementsMax} functions. Build it smaller.`,
    );
  return checkSegments(layout, bytes);
}

/** What does not fit would end the job before it begins, so it is said before anybody works for it. */
function checkSegments(layout: ModuleLayout, memoryBytes: number): Checked<number> {
  const over = layout.activeSegments.find(({ kind, index, offset, length }) => {
    const size = kind === 'memory' ? memoryBytes : (layout.tables[index]?.initial ?? 0);
    return offset + length > size;
  });
  if (over === undefined) return ok(memoryBytes);
  const what = over.kind === 'memory' ? 'data' : 'functions of its table';
  return tooLarge(
    `This module puts ${what} at ${over.offset} to ${over.offset + over.length} (byte ${over.at}), ` +
      `outside of the ${over.kind} that it has at the start. Build it with a larger one.`,
  );
}

function tooLarge(detail: string): Checked<never> {
  return refuse('memory_too_large', sentence(detail));
}
