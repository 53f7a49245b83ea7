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
