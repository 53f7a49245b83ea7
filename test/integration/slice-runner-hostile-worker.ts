/** The real worker, and beside it what a bug in the engine could make of a thread. */
import type { SliceRequest } from '../../workers/job-worker.ts';
import run from '../../workers/job-worker.ts';

// eslint-disable-next-line no-restricted-syntax -- Piscina calls the default export of a worker's file
export default function runHostile(request: SliceRequest): unknown {
  const wish = new TextDecoder().decode(request.task.input);
  if (wish === 'die') process.exit(7);
  if (wish === 'tell') {
    const known = { env: process.env, execArgv: process.execArgv, argv: process.argv.slice(2) };
    const output = new TextEncoder().encode(JSON.stringify(known));
    return { ok: true, value: { output, cpuMicroseconds: 0 } };
  }
  if (wish === 'hoard') {
    const hoard: unknown[] = [];
    for (;;) hoard.push(new Array(1000).fill(hoard.length));
  }
  return run(request);
}
