/** Moments as people name them. The time zone is the machine's own unless one is named. */

const locale = 'en-GB';
const dayMs = 86_400_000;

/** A moment as a person names it: `14:02`, `yesterday 14:02`, `tomorrow 08:00`, `12 Nov 14:02`. */
export function formatWhen(ms: number, nowMs: number, timeZone?: string): string {
  const { clock, day, sameYear, otherYear } = momentFormats(timeZone);
  const time = clock.format(ms);
  const date = day.format(ms);
  if (date === day.format(nowMs)) return time;
  if (date === day.format(nowMs - dayMs)) return `yesterday ${time}`;
  if (date === day.format(nowMs + dayMs)) return `tomorrow ${time}`;
  const long = Math.abs(nowMs - ms) < 300 * dayMs ? sameYear : otherYear;
  return `${long.format(ms)} ${time}`;
}

interface MomentFormats {
  readonly clock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly sameYear: Intl.DateTimeFormat;
  readonly otherYear: Intl.DateTimeFormat;
}

/** To make them takes a hundred times longer than to use them; whoever travels gets others after so many uses. */
const usesMost = 1_000;
let formats: { readonly zone: string | undefined; readonly made: MomentFormats } | null = null;
let uses = 0;

function momentFormats(zone: string | undefined): MomentFormats {
  uses += 1;
  if (formats === null || formats.zone !== zone || uses > usesMost) {
    formats = { zone, made: makeFormats(zone) };
    uses = 0;
  }
  return formats.made;
}

function makeFormats(timeZone: string | undefined): MomentFormats {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, timeZone === undefined ? options : { ...options, timeZone });
  const date = { day: 'numeric', month: 'short' } as const;
  return {
    clock: format({ hour: '2-digit', minute: '2-digit' }),
    day: format({ dateStyle: 'short' }),
    sameYear: format(date),
    otherYear: format({ ...date, year: 'numeric' }),
  };
}
