/** Values as they are typed on the command line. */
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';

/** For an option that may be repeated. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** A whole number, 0 or more; `what` begins the sentence that refuses anything else. */
export function wholeNumberOf(text: string, what: string): Result<number, Refusal<'bad_number'>> {
  return /^\d{1,9}$/.test(text)
    ? ok(Number(text))
    : refuse('bad_number', `${what} must be a whole number, and “${text}” is none.`);
}

/** Thousandths of a share such as `50%`. Its bounds are the node's to know. */
export function shareMilliOf(text: string): Result<number, Refusal<'bad_share'>> {
  const [, digits] = /^(\d{1,3})%$/.exec(text) ?? [];
  return digits === undefined
    ? refuse('bad_share', `“${text}” is no share: write a percentage such as 50%.`)
    : ok(Number(digits) * 10);
}

/** Minutes of a duration such as `15m`, `1h` or `2d`; null for none. */
export function minutesOf(duration: string | undefined): Result<number | null, Refusal> {
  if (duration === undefined) return ok(null);
  const [, digits, unit] = /^(\d{1,5})(m|h|d)$/.exec(duration) ?? [];
  const minutes = Number(digits) * { m: 1, h: 60, d: 1440 }[unit as 'm' | 'h' | 'd'];
  return minutes >= 1 && minutes <= 43_200
    ? ok(minutes)
    : refuse('bad_duration', `“${duration}” is no duration: write 15m, 1h or 2d, at most 30d.`);
}
