/** What a machine would take on, as it says itself. */
export interface Standing {
  readonly lending: boolean;
  readonly freeSlots: number;
  /** Slices that it would take beyond its free cores. */
  readonly room: number;
  readonly ratingMilli: number | null;
}

/** Of whoever has said nothing yet. */
export const noStanding: Standing = { lending: false, freeSlots: 0, room: 0, ratingMilli: null };

/** What people see of it. */
export function shownStanding({
  lending,
  freeSlots,
  ratingMilli,
}: Standing): Omit<Standing, 'room'> {
  return { lending, freeSlots, ratingMilli };
}

/** The same to people: the room changes with every slice. */
export function isSameStanding(a: Standing, b: Standing): boolean {
  return a.lending === b.lending && a.freeSlots === b.freeSlots && a.ratingMilli === b.ratingMilli;
}
