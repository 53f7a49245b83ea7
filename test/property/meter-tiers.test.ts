/**
 * Metered modules show the same, with the same counts, whichever tier of the engine runs them: compiled quickly,
 * compiled well, or as the engine likes. NaN bits and the depth of the stack differ between tiers without the meter.
 * `COMMON_HOURS_SEED=7` replays one module. It takes about half a minute.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { deepModules } from '../support/meter-fuzz/deep-modules.ts';

const { COMMON_HOURS_SEED: only } = process.env;
const [first, last] = only === undefined ? [1, 300] : [Number(only), Number(only)];
const program = fileURLToPath(new URL('../support/meter-fuzz/tier-run.ts', import.meta.url));
const timeoutMs = 240_000;

async function linesWith(...flags: readonly string[]): Promise<readonly string[]> {
  const asked = [...flags, program, String(first), String(last)];
  const { stdout } = await promisify(execFile)(process.execPath, asked, { maxBuffer: 64 << 20 });
  return stdout.trim().split('\n');
}

test(
  'metered modules show and count the same in every tier of the engine',
  async () => {
    const quick = await linesWith('--liftoff-only');
    const well = await linesWith('--no-liftoff');
    const asItLikes = await linesWith();
    const names = Object.keys(deepModules);
    expect(quick).toHaveLength(last - first + 1 + names.length);
    for (const name of names)
      expect(quick.find((line) => line.startsWith(`deep: ${name}: `))).toContain('too_deep');
    expect(quick.filter((line) => line.includes('the stack of the engine'))).toEqual([]);
    expect(well).toEqual(quick);
    expect(asItLikes).toEqual(quick);
  },
  timeoutMs,
);
