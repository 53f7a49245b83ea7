/** A whole number as people type it: with spaces or commas between the digits, and any minus. */
export function wholeOf(typed: string): number | null {
  const digits = typed
    .trim()
    .replaceAll(/[\s,_’']/g, '')
    .replace(/^−/, '-');
  const value = Number(digits);
  return /^-?\d{1,16}$/.test(digits) && Number.isSafeInteger(value) ? value : null;
}

/** What is wrong with a number that must lie between two others, or null. */
export function wholeProblem(typed: string, least: number, most: number): string | null {
  const value = wholeOf(typed);
  if (value === null) return 'Write a whole number.';
  if (value < least) return `Write ${String(least)} or more.`;
  return value > most ? `Write at most ${new Intl.NumberFormat('en-GB').format(most)}.` : null;
}
