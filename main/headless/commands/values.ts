/** Values as they are typed on the command line, and printed to be typed again. */
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';

/** The beginning of an id or key, as it is printed and as it is enough. */
export function shortId(id: string): string {
  return id.slice(0, 12);
}

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

/** Where a day begins for whoever pauses until tomorrow. */
const morningHour = 8;

/** Minutes of a pause: a duration, `tomorrow` for the next day at 08:00, or `until-resumed`, as nothing: null. */
export function pauseMinutesOf(
  text: string | undefined,
  now: Date,
): Result<number | null, Refusal> {
  if (text === 'until-resumed') return ok(null);
  if (text !== 'tomorrow') return minutesOf(text);
  const morning = new Date(now);
  morning.setDate(now.getDate() + 1);
  morning.setHours(morningHour, 0, 0, 0);
  return ok(Math.max(1, Math.ceil((morning.getTime() - now.getTime()) / 60_000)));
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

/** Milliseconds of a duration such as `30s`, `15m`, `1h` or `2d`; `what` is the option that asks for it. */
export function millisecondsOf(
  duration: string,
  what: string,
): Result<number, Refusal<'bad_duration'>> {
  const [, digits, unit] = /^(\d{1,5})(s|m|h|d)$/.exec(duration) ?? [];
  const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  const milliseconds = Number(digits) * units[unit as keyof typeof units];
  return milliseconds > 0
    ? ok(milliseconds)
    : refuse('bad_duration', `“${duration}” is no duration for ${what}: write 30s, 15m, 1h or 2d.`);
}

/** Bytes of a size such as `512K`, `64M` or `1G`, in steps of 1,024. */
export function sizeOf(size: string): Result<number, Refusal<'bad_size'>> {
  const [, digits, unit = ''] = /^(\d{1,9})([KMG]?)i?B?$/i.exec(size) ?? [];
  if (digits === undefined) {
    return refuse('bad_size', `“${size}” is no size: write 512K, 64M or 1G.`);
  }
  return ok(Number(digits) * 1024 ** ' KMG'.indexOf(unit === '' ? ' ' : unit.toUpperCase()));
}
