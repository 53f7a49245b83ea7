/** What whoever founds a community typed for its constants, and what that comes to. */
import { parseCpuHours } from '../../../shared/api/amounts.ts';
import { chosenParameters, type ParameterWords } from '../../../shared/api/parameter-words.ts';
import { defaultParameters, parameterOrder } from '../../../shared/economy/parameters.ts';

/** By the name of the parameter, as typed. */
export type Typed = Readonly<Record<string, string>>;

/** How many of the integer that is hashed make one of the unit that is typed. */
const scales = { minutes: 60_000, hours: 1_000_000, percent: 10_000, days: 1, people: 1 } as const;

/** The numbers of the rules, in the units of the form. */
export const usualTyped: Typed = Object.fromEntries(
  chosenParameters.map((words) => [words.name, String(usualOf(words.name) / scaleOf(words))]),
);

/** The value of one field, or null if what was typed is none. */
export function valueOf(words: ParameterWords, typed: string): bigint | null {
  const millionths = parseCpuHours(typed);
  if (millionths === null) return null;
  const scaled = millionths * BigInt(scaleOf(words));
  return scaled % 1_000_000n === 0n ? scaled / 1_000_000n : null;
}

/** What differs from the usual, as the node takes it; null while a field holds no number. */
export function otherThanUsual(typed: Typed): readonly { name: string; value: bigint }[] | null {
  const chosen: { name: string; value: bigint }[] = [];
  for (const words of chosenParameters) {
    const value = valueOf(words, typed[words.name] ?? '');
    if (value === null) return null;
    if (value !== BigInt(usualOf(words.name))) chosen.push({ name: words.name, value });
  }
  return chosen;
}

function scaleOf({ unit }: ParameterWords): number {
  return unit === null ? 1 : scales[unit];
}

function usualOf(name: string): number {
  const known = parameterOrder.find((each) => each === name);
  return known === undefined ? 0 : Number(defaultParameters[known]);
}
