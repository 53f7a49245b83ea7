/** Rates this machine for all nodes of a run of tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMachineReader } from '../../main/adapters/machine.ts';
import { openSettings } from '../../main/adapters/settings.ts';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import { ratingMeasure } from '../../shared/domain/rating-measure.ts';
import { ratedKey } from './rated-folder.ts';

/** Measures as a node does, and keeps what a node would keep. Answers what removes that again. */
export async function rateMachine(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
  const runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 1 });
  const { processor } = await createMachineReader({ clock: systemClock }).read();
  const rated = await runner.rate().finally(() => runner.close());
  const rating = { ...rated, atMs: Date.now(), processor, measure: ratingMeasure };
  openSettings(folder, { info: console.log, warn: console.warn }).set({ rating });
  process.env[ratedKey] = folder;
  return () => rmSync(folder, { recursive: true });
}
