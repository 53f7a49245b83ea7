import { createHash } from 'node:crypto';

/** 32 bytes in hexadecimal that stand for a name, as keys and ids of records do. */
export function hexOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}
