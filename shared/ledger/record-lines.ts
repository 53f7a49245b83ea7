/** Which texts the record may hold. */

/** Of people and machines, in UTF-16 units. */
export const nameLengthMax = 40;

/**
 * What hides, turns or breaks a line, by number: controls, spaces but the common one, marks of direction, what is
 * invisible by design, and what has a private meaning at most. Each pair is the first and the last of a range.
 */
const unfit = [
  [0x00, 0x1f],
  [0x7f, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xd800, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
] as const;

/**
 * Whether the record may hold a name. Decided by fixed numbers: which characters are printable changes with the tables
 * of the runtime, and two machines must never disagree on what is a record. Whoever shows it takes `shownName`.
 */
export function mayBeName(name: string): boolean {
  return mayBeLine(name, nameLengthMax);
}

/** Lines at most of a text of several. */
const linesMax = 100;

/** The same of a text of several lines, of which some may be empty, but neither the first nor the last. */
export function mayBeText(text: string, lengthMax: number): boolean {
  const lines = text.split('\n');
  const isWhole = text.length <= lengthMax && lines.length <= linesMax;
  if (!isWhole || lines[0] === '' || lines.at(-1) === '') return false;
  return lines.every((line) => line === '' || mayBeLine(line, lengthMax));
}

/** The same of a longer text: one line of at most so many UTF-16 units, and not empty. */
export function mayBeLine(line: string, lengthMax: number): boolean {
  if (line === '' || line.length > lengthMax || /^ | $| {2}/.test(line)) return false;
  return [...line].every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return !unfit.some(([first, last]) => first <= code && code <= last);
  });
}
