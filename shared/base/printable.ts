/**
 * A stranger's words as they may stand among ours: on one line, without characters that hide, turn or
 * overprint what stands beside them. Never longer than it was; empty when nothing visible remains.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{C}\p{DI}\u2800]/gu, '')
    .replaceAll(/(\p{M}{4})\p{M}+/gu, '$1')
    .trim();
}

/** The same of several lines: each stays one, and tabs become spaces. Empty lines at the end are left out. */
export function printableLines(text: string): string {
  const lines = text
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => indentOf(line) + printable(line));
  return lines.join('\n').trimEnd();
}

function indentOf(line: string): string {
  const [spaces = ''] = /^[ \t]*/.exec(line) ?? [];
  return ' '.repeat(spaces.length);
}
