/** Rules computed by hand: one JSON object on standard input, one on standard output, and no node, key or record. */
import * as v from 'valibot';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { createOutput } from '../output.ts';
import { readLimited } from './files.ts';

export interface ByHandOptions {
  readonly json: boolean;
}

type Malformed = Refusal<'malformed_input'>;

const inputMebibytesMax = 64;

/** The exit code of a misuse. */
const malformed = 2;

/** Answers 0 with what was computed, and 2 with one sentence where the input is not as it must be. */
export async function computeByHand(
  options: ByHandOptions,
  compute: (input: Uint8Array) => Result<object, Malformed>,
): Promise<number> {
  const output = createOutput(options.json);
  const input = await readLimited('-', inputMebibytesMax * 2 ** 20, 'input');
  if (!input.ok) {
    const { name, detail } = input.error;
    const tooLarge = `The input is larger than ${inputMebibytesMax} MiB, the most that is read.`;
    output.fail({ name, detail: name === 'too_large' ? tooLarge : detail });
    return malformed;
  }
  const computed = compute(input.value);
  if (!computed.ok) {
    output.fail(computed.error);
    return malformed;
  }
  createOutput(true).json(computed.value);
  return 0;
}

/** Reads JSON of a shape, or names the first field that is not as it must be. */
export function readText<Schema extends v.GenericSchema>(
  bytes: Uint8Array,
  schema: Schema,
): Result<v.InferOutput<Schema>, Malformed> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return notOne;
  }
  if (Array.isArray(json)) return notOne;
  const read = v.safeParse(schema, json, { abortEarly: true });
  if (read.success) return ok(read.output);
  const [issue] = read.issues;
  const where = (v.getDotPath(issue) ?? 'The input').slice(0, 200);
  return refuse('malformed_input', `${where} ${issue.message}.`);
}

const notOne = refuse('malformed_input', 'The input must be one JSON object.');

/** What is said of an object that is not one, or has a field too many or too few. */
export const fields = ({ expected }: v.StrictObjectIssue) => {
  if (expected === 'never') return 'is no field that belongs here';
  return expected === 'Object' ? 'must be an object' : 'is missing';
};

export const listRule = 'must be a list';

/** A decimal string of whole units, as a bigint. */
export function wholeUnits(digitsMax: number) {
  const rule = `must be a string of decimal digits, ${digitsMax} at most, without leading zeros`;
  return v.pipe(
    v.string(rule),
    v.check((digits) => digits.length <= digitsMax && /^(0|[1-9]\d*)$/.test(digits), rule),
    v.transform((digits: string) => BigInt(digits)),
  );
}
