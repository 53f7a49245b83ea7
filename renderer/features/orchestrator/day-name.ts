const days = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** `Sun 22 Nov`, on this computer's clock. */
export function dayName(startsAtMs: number): string {
  return days.format(startsAtMs).replace(',', '');
}
