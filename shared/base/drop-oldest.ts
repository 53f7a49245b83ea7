/** Drops what was put in first, until `most` are left; `dropped` is told of each when it is out. */
export function dropOldest<Key>(
  kept: Map<Key, unknown> | Set<Key>,
  most: number,
  dropped?: (key: Key) => void,
): void {
  if (kept.size <= most) return;
  for (const oldest of kept.keys()) {
    kept.delete(oldest);
    dropped?.(oldest);
    if (kept.size <= most) return;
  }
}
