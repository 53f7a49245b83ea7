import { limits } from '../../shared/domain/limits.ts';

/** A sentence that fits where people read it, whatever a stranger's module put into it. */
export function sentence(text: string): string {
  const printable = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (printable.length <= limits.detailLength) return printable;
  return `${printable.slice(0, limits.detailLength - 1)}…`;
}

/** A stranger's name in a sentence: quoted, and cut when it is long. */
export function quoted(name: string): string {
  return `\`${name.length <= 80 ? name : `${name.slice(0, 79)}…`}\``;
}

/** Bytes as people read them: `512 KiB`, `256 MiB`. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const isSmall = bytes < 1024 * 1024;
  const amount = bytes / (isSmall ? 1024 : 1024 * 1024);
  return `${Number(amount.toFixed(1))} ${isSmall ? 'KiB' : 'MiB'}`;
}
