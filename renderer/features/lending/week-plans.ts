/** Weeks of hours to begin with, and what painting does to a week. */
import { everyHour } from '../../../shared/lending/terms.ts';
import type { HourPlan } from '../../../shared/lending/terms.ts';

export const hoursOfDay = 24;

/** Nights are from eight in the evening to eight in the morning. */
const firstOfNight = 20;
const endOfNight = 8;
const saturday = 5;

export const weekPlans = [
  { id: 'nights', name: 'Nights', week: planWhere((_, hour) => isNight(hour)) },
  { id: 'weekends', name: 'Weekends', week: planWhere((day) => day >= saturday) },
  { id: 'always', name: 'Always', week: everyHour('as_set') },
] as const;

/** What an hour may say, with the words for it. */
export const planWords: Readonly<Record<HourPlan, string>> = {
  as_set: 'as the limits say',
  other: 'other limits',
  paused: 'nothing',
};

/** The week with these hours of it, each from 0 to 167, painted. */
export function painted(
  week: readonly HourPlan[],
  hours: Iterable<number>,
  plan: HourPlan,
): HourPlan[] {
  const next = [...week];
  for (const hour of hours) if (hour >= 0 && hour < next.length) next[hour] = plan;
  return next;
}

/** All hours of the box between two hours of the grid, both included. */
export function boxOf(from: number, to: number): readonly number[] {
  const rows = [Math.floor(from / hoursOfDay), Math.floor(to / hoursOfDay)].toSorted(byNumber);
  const columns = [from % hoursOfDay, to % hoursOfDay].toSorted(byNumber);
  const box: number[] = [];
  for (let row = rows[0] ?? 0; row <= (rows[1] ?? 0); row += 1) {
    for (let column = columns[0] ?? 0; column <= (columns[1] ?? 0); column += 1) {
      box.push(row * hoursOfDay + column);
    }
  }
  return box;
}

/** How many hours of the week say each. */
export function weekSentence(week: readonly HourPlan[]): string {
  const count = (plan: HourPlan) => week.filter((each) => each === plan).length;
  const parts = [
    [count('as_set'), 'as the limits say'],
    [count('other'), 'with other limits'],
    [count('paused'), 'with nothing lent'],
  ] as const;
  const said = parts.filter(([hours]) => hours > 0).map(([hours, how]) => `${hours} h ${how}`);
  return `Of 168 hours: ${said.join(', ')}.`;
}

function planWhere(lends: (day: number, hour: number) => boolean): HourPlan[] {
  return everyHour('paused').map((plan, at) =>
    lends(Math.floor(at / hoursOfDay), at % hoursOfDay) ? 'as_set' : plan,
  );
}

function isNight(hour: number): boolean {
  return hour >= firstOfNight || hour < endOfNight;
}

function byNumber(one: number, other: number): number {
  return one - other;
}
