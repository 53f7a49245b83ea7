/** Which types of values, and kinds of types, jobs may use; what the others are called. */

/** Numbers, 128-bit vectors and references to functions, as the binary format writes them. */
export function isAdmittedValueType(type: number): boolean {
  return (type >= 0x7b && type <= 0x7f) || type === 0x70;
}

/** The feature that a value type or heap type which is not admitted belongs to. */
export function featureOfType(type: number): string {
  if (type === 0x6f) return 'external references';
  if (type === 0x63 || type === 0x64) return 'typed function references';
  if (type === 0x69 || type === 0x74) return 'exceptions';
  if (type === 0x68 || type === 0x75) return 'stack switching';
  if (type >= 0x66 && type <= 0x67) return 'string references';
  if (type === 0x65) return 'shared references and threads';
  if ((type >= 0x6a && type <= 0x73) || type === 0x77 || type === 0x78)
    return 'garbage-collected types';
  return 'value types that are not known here';
}

/** The feature that an entry of the type section belongs to, when it is not a plain function type. */
export function featureOfForm(form: number): string {
  if (form === 0x5d) return 'stack switching';
  if (form === 0x65) return 'shared references and threads';
  const isCollected = (form >= 0x4c && form <= 0x50) || form === 0x5e || form === 0x5f;
  return isCollected ? 'garbage-collected types' : 'types that are not known here';
}
