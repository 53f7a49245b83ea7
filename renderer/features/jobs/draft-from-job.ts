/** A job that was asked for before, or that a file holds, as a draft that can be changed. */
import type { JobFileContents } from '../../../shared/api/job-file.ts';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import { bytesToText } from '../../../shared/base/bytes.ts';
import { slicesOf } from '../../../shared/jobs/slicing.ts';
import { emptyDraft, type Draft } from './draft.ts';
import { typedAmount } from './quote-sums.ts';

/** What is WebAssembly has still to be looked at by the node. */
export function draftFromJob({ draft: job, ceiling }: JobFileContents): Draft {
  const draft = emptyDraft();
  return {
    ...draft,
    name: job.name,
    args: job.args.join('\n'),
    ...programOf(job),
    ...inputOf(job, draft),
    certainty: job.certainty,
    memoryMegabytes: String(Math.max(1, Math.round(job.limits.memoryBytes / 1024 ** 2))),
    minutes: String(Math.max(1, Math.round(job.limits.wallMs / 60_000))),
    audience: job.audience,
    ...whenOf(job),
    ceiling: ceiling === null ? null : typedAmount(ceiling),
  };
}

/** Whether a program is WebAssembly, by how each such file begins. */
function isWebAssembly(module: Uint8Array): boolean {
  return module[0] === 0 && module[1] === 0x61;
}

function programOf({ name, module, entry }: JobDraftValue): Partial<Draft> {
  if (!isWebAssembly(module))
    return { program: 'source', source: bytesToText(module), sourceName: null };
  const fileName = name.endsWith('.wasm') ? name : `${name}.wasm`;
  return {
    ...{ program: 'file', entry },
    module: { fileName, bytes: module, report: null, refusal: null },
  };
}

/** How a list was written is not known any more: its slices come back as so many files. */
function inputOf({ input }: JobDraftValue, { range, files }: Draft): Partial<Draft> {
  if (input.kind === 'range') {
    const { from, to, step, perSlice } = input;
    const typed = { from: String(from), to: String(to), step: String(step) };
    return { inputKind: 'range', range: { ...range, ...typed, perSlice: String(perSlice) } };
  }
  if (input.kind === 'once' && input.bytes.byteLength === 0) return { inputKind: 'none' };
  const slices = slicesOf(input);
  if (!slices.ok) return {};
  const chosen = Array.from({ length: slices.value.count }, (_, index) => ({
    name: slices.value.name(index),
    bytes: slices.value.input(index) ?? new Uint8Array(),
  }));
  return { inputKind: 'files', files: { ...files, chosen, by: 'file' } };
}

/** A moment that has passed stays, and the form says so. */
function whenOf({ deadline, notBeforeMs }: JobDraftValue): Partial<Draft> {
  if (deadline !== null)
    return { when: 'by', deadline: localMoment(deadline.atMs), ifLate: deadline.then };
  return { when: notBeforeMs === null ? 'any' : 'tonight' };
}

/** As a field for a date and a time writes it: local, to the minute. */
function localMoment(atMs: number): string {
  const moment = new Date(atMs);
  const local = new Date(atMs - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
