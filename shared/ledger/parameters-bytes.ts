/** The economy's parameters as a genesis carries them: their integers in the order of `parameterOrder`. */
import { refuse } from '../base/result.ts';
import { codecOf, list, uint64 } from '../base/struct.ts';
import { integersOfParameters, parametersOfIntegers } from '../economy/parameters.ts';
import type { Parameters } from '../economy/parameters.ts';

const codec = codecOf(list(uint64, 256));

export function encodeParameters(parameters: Parameters): Uint8Array {
  return codec.encode(integersOfParameters(parameters));
}

/** Says why where bytes encode no parameters, or none that are within their ranges. */
export function readParameters(bytes: Uint8Array): ReturnType<typeof parametersOfIntegers> {
  const integers = codec.decode(bytes);
  if (integers === null) return refuse('bad_parameters', 'These bytes are no parameters.');
  return parametersOfIntegers(integers);
}

/** Null for bytes that encode no parameters within their ranges. */
export function decodeParameters(bytes: Uint8Array): Parameters | null {
  const parameters = readParameters(bytes);
  return parameters.ok ? parameters.value : null;
}
