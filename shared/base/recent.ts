/**
 * What was worked out of a value lately, so that it need not be worked out again on its way through the program. It
 * is known of the last values only, as those that stay for long are asked about no more.
 */
export interface Recent<Key extends object, Value> {
  find(key: Key): Value | undefined;
  keep(key: Key, value: Value): void;
}

/** Of nothing at first; of `most` values at least, and of twice as many at most. */
export function createRecent<Key extends object, Value>(most: number): Recent<Key, Value> {
  let [newer, older] = [new WeakMap<Key, Value>(), new WeakMap<Key, Value>()];
  let kept = 0;
  return {
    find: (key) => newer.get(key) ?? older.get(key),
    keep(key, value) {
      if (kept >= most) {
        [newer, older] = [new WeakMap(), newer];
        kept = 0;
      }
      newer.set(key, value);
      kept += 1;
    },
  };
}
