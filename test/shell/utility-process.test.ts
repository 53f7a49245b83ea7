import { expect, onTestFinished, test } from 'vitest';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { createUtilityProcessHost } from '../../main/desktop/utility-process-host.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import { endless, primesBelow, run, taskOf, textOf } from '../integration/slice-runner-setup.ts';
import { jobProcessesOf } from '../support/processes.ts';

test('on the desktop, slices run, stop and are begun again in a process that Electron starts', async () => {
  const runner = createSliceRunner({
    workerUrl: workerUrl(),
    calibrationFile,
    maxThreads: 2,
    host: createUtilityProcessHost,
  });
  onTestFinished(() => runner.close());
  expect(runner.wall().isolation).toBe('starting');
  expect(textOf(await run(runner, primesBelow(1000)))).toBe('168\n');
  expect(runner.wall()).toMatchObject({ isolation: 'process', crashes: 0 });

  const stopping = new AbortController();
  const honest = run(runner, primesBelow(3_000_000));
  const unwanted = run(runner, taskOf(endless), stopping.signal, {
    progress: () => stopping.abort(),
  });
  expect(textOf(await unwanted)).toBe('stopped');
  if (process.platform === 'linux')
    for (const id of jobProcessesOf(process.pid)) process.kill(id, 'SIGKILL');
  expect(textOf(await honest)).toBe('216816\n');
});
