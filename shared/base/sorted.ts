/** The entries of a map in the order of their keys' code units, which no locale changes. */
export function sortedEntries<Value>(map: ReadonlyMap<string, Value>): readonly [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
