import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { dayOfWeek } from '../../../shared/api/lending-words.ts';
import type { HourPlan } from '../../../shared/lending/terms.ts';
import { classes } from '../../ui/classes.ts';
import css from './week-grid.module.css';
import { boxOf, hoursOfDay, painted, planWords } from './week-plans.ts';

interface WeekGridProps {
  readonly week: readonly HourPlan[];
  readonly brush: HourPlan;
  /** The hour of the week that it is now. */
  readonly now: number;
  /** When a stroke has ended. */
  readonly onPaint: (week: HourPlan[]) => void;
}

/**
 * The week, hour by hour. A pointer paints the box that it is drawn over; the arrows, Home, End and the page keys move,
 * Space or Enter paints one hour, and Shift with an arrow paints on.
 */
export function WeekGrid({ week, brush, now, onPaint }: WeekGridProps) {
  const [at, setAt] = useState(now);
  const [stroke, setStroke] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const shown = stroke === null ? week : painted(week, boxOf(stroke.from, stroke.to), brush);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      onPaint(painted(week, [at], brush));
      return;
    }
    const next = movedTo(at, event, grid.current);
    if (next === null) return;
    event.preventDefault();
    if (event.shiftKey) onPaint(painted(week, [at, next], brush));
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-hour="${next}"]`)?.focus();
  };
  const onPointerDown = (event: PointerEvent) => {
    const hour = hourUnder(event);
    if (hour === null || event.button !== 0) return;
    setAt(hour);
    setStroke({ from: hour, to: hour });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (stroke === null) return;
    const to = hourUnder(event);
    if (to !== null && to !== stroke.to) setStroke({ from: stroke.from, to });
  };
  const onPointerUp = () => {
    if (stroke === null) return;
    setStroke(null);
    onPaint([...shown]);
  };
  return (
    <table
      ref={grid}
      role="grid"
      aria-label="Hours of the week"
      className={css.grid}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        setStroke(null);
      }}
      onPointerLeave={onPointerUp}
    >
      <thead>
        <Hours />
      </thead>
      <tbody>
        {Array.from({ length: 7 }, (_, day) => (
          <Day key={day} day={day} week={shown} at={at} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Hours() {
  return (
    <tr>
      <th scope="col" className={css.day}>
        <span className="visually-hidden">Day</span>
      </th>
      {Array.from({ length: 4 }, (_, part) => (
        <th key={part} scope="colgroup" colSpan={6} className={css.hours}>
          {`${(part * 6).toString().padStart(2, '0')}:00`}
        </th>
      ))}
    </tr>
  );
}

const fillings = { as_set: 'lends', other: 'other', paused: 'paused' } as const;

interface DayProps {
  readonly day: number;
  readonly week: readonly HourPlan[];
  readonly at: number;
  readonly now: number;
}

function Day({ day, week, at, now }: DayProps) {
  const first = day * hoursOfDay;
  return (
    <tr>
      <th scope="row" className={css.day}>
        <span aria-hidden="true">{dayOfWeek(day).slice(0, 3)}</span>
        <span className="visually-hidden">{dayOfWeek(day)}</span>
      </th>
      {week.slice(first, first + hoursOfDay).map((plan, hour) => {
        const index = first + hour;
        return (
          <td
            key={hour}
            role="gridcell"
            data-hour={index}
            tabIndex={index === at ? 0 : -1}
            className={classes(css.hour, css[fillings[plan]], index === now && css.now)}
            aria-label={`${dayOfWeek(day)} ${clock(hour)}: ${planWords[plan]}${index === now ? ', now' : ''}`}
          />
        );
      })}
    </tr>
  );
}

function clock(hour: number): string {
  return `${hour.toString().padStart(2, '0')}:00`;
}

function hourUnder({ target }: PointerEvent): number | null {
  const hour = target instanceof HTMLElement ? target.dataset.hour : undefined;
  return hour === undefined ? null : Number(hour);
}

/** Left and right follow the way the page is read. Nothing wraps around. */
function movedTo(at: number, { key }: KeyboardEvent, grid: HTMLElement | null): number | null {
  const isRightToLeft = grid !== null && getComputedStyle(grid).direction === 'rtl';
  const [day, hour] = [Math.floor(at / hoursOfDay), at % hoursOfDay];
  const sideways = { ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1 }[key];
  if (sideways !== undefined) {
    return day * hoursOfDay + Math.max(0, Math.min(hoursOfDay - 1, hour + sideways));
  }
  switch (key) {
    case 'ArrowUp':
      return Math.max(0, day - 1) * hoursOfDay + hour;
    case 'ArrowDown':
      return Math.min(6, day + 1) * hoursOfDay + hour;
    case 'Home':
      return day * hoursOfDay;
    case 'End':
      return day * hoursOfDay + hoursOfDay - 1;
    case 'PageUp':
      return hour;
    case 'PageDown':
      return 6 * hoursOfDay + hour;
    default:
      return null;
  }
}
