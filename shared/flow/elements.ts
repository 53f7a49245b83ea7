/**
 * Elements that are there: every index of a search is below a length that it made itself. They are two, so that each
 * sees arrays of one kind, which the engine reads much more quickly.
 */

export function real(array: Float64Array, index: number): number {
  return array[index] ?? 0;
}

export function whole(array: Int32Array, index: number): number {
  return array[index] ?? 0;
}
