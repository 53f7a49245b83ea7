/** What programs are told when something does not come about. */
import type { Refusal } from '../../shared/base/result.ts';

/** Where in a source and in which slice it was, as far as that is known. */
export interface ErrorPlace {
  readonly line: number | null;
  readonly column: number | null;
  /** Which input, from 0. */
  readonly slice: number | null;
}

const nowhere: ErrorPlace = { line: null, column: null, slice: null };

/** A refusal or failure: `name` is one word for programs, `message` a sentence for people. */
export class HoursError extends Error implements ErrorPlace {
  override readonly name: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly slice: number | null;

  constructor(name: string, sentence: string, place: ErrorPlace) {
    super(sentence);
    this.name = name;
    this.line = place.line;
    this.column = place.column;
    this.slice = place.slice;
  }
}

/** The error of a refusal. */
export function hoursError({ name, detail }: Refusal, place: Partial<ErrorPlace> = {}): HoursError {
  return new HoursError(name, detail, { ...nowhere, ...place });
}
