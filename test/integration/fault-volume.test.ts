/**
 * A small volume of slices while workers and nodes are killed by the dice of a seed. Takes some 30 s on a busy
 * machine; `npm run bench -- fault-volume` is the large one.
 */
import { expect, test } from 'vitest';
import { runVolume } from '../support/volume-with-faults.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? 5);
const slices = Number(process.env['COMMON_HOURS_SLICES'] ?? 120);

test.runIf(process.platform === 'linux')(
  'killed workers and nodes: every answer is right, and no hour is counted twice',
  async () => {
    console.log(`COMMON_HOURS_SEED=${seed}`);
    const report = await runVolume({
      ...{ seed, slices, steps: 1_000_000, killMilli: 200 },
      restartsAtMilli: [
        ['bob', 250],
        ['alice', 500],
        ['bob', 750],
      ],
    });
    expect(report).toMatchObject({
      ...{ right: slices, countedTwice: 0, onOneSideOnly: 0, billedTooMuch: 0n },
      restarts: 3,
    });
    expect(report.workersKilled).toBeGreaterThan(0);
  },
  240_000,
);
