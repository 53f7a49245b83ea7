/** The economy's parameters as a genesis carries them: their integers in the order of `parameterOrder`. */
import { codecOf, list, uint64 } from '../base/struct.ts';
import { integersOfParameters, parametersOfIntegers } from '../economy/parameters.ts';
import type { Parameters } from '../economy/parameters.ts';

const codec = codecOf(list(uint64, 256));

export function encodeParameters(parameters: Parameters): Uint8Array {
  return codec.encode(integersOfParameters(parameters));
}

/** Null for bytes that encode no parameters within their ranges. */
export function decodeParameters(bytes: Uint8Array): Parameters | null {
  const integers = codec.decode(bytes);
  if (integers === null) return null;
  const parameters = parametersOfIntegers(integers);
  return parameters.ok ? parameters.value : null;
}
