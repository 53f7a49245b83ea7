import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { Certainty, SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import type { ModuleReport } from '../../../shared/jobs/task.ts';

/** What the node says of a module. */
export interface Report extends ModuleReport {
  readonly hash: string;
  readonly notes: readonly SourceNoteView[];
}

/** The chosen WebAssembly file, and what is known of it. */
export interface ChosenModule {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly report: Report | null;
  /** Why it cannot be run, in a sentence. */
  readonly refusal: string | null;
}

export interface DraftFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type ProgramKind = 'source' | 'file';
export type InputKind = 'range' | 'files' | 'list' | 'none';

/** A job that is being put together; numbers stand as they were typed. */
export interface Draft {
  /** Made once, so that sending twice makes one job. */
  readonly request: string;
  readonly name: string;
  readonly program: ProgramKind;
  readonly source: string;
  /** The file that the source came from. */
  readonly sourceName: string | null;
  readonly module: ChosenModule | null;
  readonly entry: string | null;
  /** One argument a line. */
  readonly args: string;
  readonly inputKind: InputKind;
  readonly range: {
    readonly from: string;
    readonly to: string;
    readonly step: string;
    readonly perSlice: string;
  };
  readonly list: {
    readonly text: string;
    readonly form: 'lines' | 'csv' | 'json';
    readonly perSlice: string;
  };
  readonly files: {
    readonly chosen: readonly DraftFile[];
    /** Each file is a slice, or so many files, or so many lines of all of them. */
    readonly by: 'file' | 'files' | 'lines';
    readonly perSlice: string;
  };
  readonly certainty: Certainty;
  readonly memoryMegabytes: string;
  readonly minutes: string;
  /** Members who may run it; null: anyone. */
  readonly audience: readonly string[] | null;
  readonly when: 'any' | 'tonight' | 'by';
  /** A local date and time, as its field writes it. */
  readonly deadline: string;
  readonly ifLate: 'keep_going' | 'stop';
  /** Null: what a test here suggests. */
  readonly ceiling: string | null;
}

export const sourceTemplate = `// Runs once per slice, sealed off: no files, no network, no clock.
export default function run(input, ctx) {
  let sum = 0;
  for (let n = input.from; n < input.to; n += input.step) sum += n * n;
  return sum; // anything that can be written as JSON, or a Uint8Array
}
`;

/** An empty draft with a request id of its own. */
export function emptyDraft(): Draft {
  return {
    request: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    name: '',
    program: 'source',
    source: sourceTemplate,
    sourceName: null,
    module: null,
    entry: null,
    args: '',
    inputKind: 'range',
    range: { from: '0', to: '1000', step: '1', perSlice: '50' },
    list: { text: '', form: 'lines', perSlice: '1' },
    files: { chosen: [], by: 'file', perSlice: '100' },
    certainty: 'two',
    memoryMegabytes: '256',
    minutes: '60',
    audience: null,
    when: 'any',
    deadline: '',
    ifLate: 'keep_going',
    ceiling: null,
  };
}
