/** WebAssembly text to binary, with what jobs may use and nothing else. */
import wabt from 'wabt';
import type { AssembleText } from './exact-call.ts';

const features = {
  bulk_memory: true,
  multi_value: true,
  mutable_globals: true,
  reference_types: true,
  sat_float_to_int: true,
  sign_extension: true,
  simd: true,
  tail_call: true,
};

/** What it makes throws when the text is no module. */
export async function createAssembler(): Promise<AssembleText> {
  const { parseWat } = await wabt();
  return (text) => {
    const parsed = parseWat('text.wat', new TextEncoder().encode(text), features);
    const { buffer } = parsed.toBinary({});
    parsed.destroy();
    return Uint8Array.from(buffer);
  };
}
