/** One module of the fuzz test, by its seed: made, checked, and shrunk and put into words when a check fails. */
import initWabt from 'wabt';
import { repeatedChoices, seededChoices } from '../wasm-generator/choices.ts';
import type { GeneratedModule } from '../wasm-generator/generate-module.ts';
import { generateModule } from '../wasm-generator/generate-module.ts';
import type { Verdict } from './check-module.ts';
import { checkModule } from './check-module.ts';
import { shrink } from './shrink.ts';

/** Spreads what is chosen beside the module, so that seeds that follow each other differ. */
const spread = 7919;

export function runSeed(seed: number): Verdict {
  return verdictOf(generateModule(seededChoices(seed)), seed);
}

function verdictOf(generated: GeneratedModule, seed: number): Verdict {
  try {
    return checkModule(generated, { seed: seed * spread });
  } catch (error) {
    return `something threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The fault of a seed with the smallest module that was found to have it, as text and as bytes. */
export async function explainSeed(seed: number): Promise<string> {
  const choices = seededChoices(seed);
  const fault = verdictOf(generateModule(choices), seed);
  const isFaulty = (generated: GeneratedModule) => verdictOf(generated, seed) === fault;
  const { bytes, calls } = generateModule(repeatedChoices(shrink(choices.taken, isFaulty)));
  const { readWasm } = await initWabt();
  const text = readWasm(bytes, { tail_call: true }).toText({});
  const called = calls.map(({ name, values }) => `${name}(${values.join(', ')})`).join(', ');
  return [
    `COMMON_HOURS_SEED=${seed} replays this: ${fault}`,
    text,
    `called: ${called}`,
    `bytes: ${Buffer.from(bytes).toString('hex')}`,
  ].join('\n');
}
