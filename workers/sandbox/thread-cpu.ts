import { assert } from '../../shared/base/assert.ts';

/**
 * CPU time of the calling thread so far, user and system, in microseconds, as the operating system
 * counts it. The thread's own clock alone moves in steps of several milliseconds; asking for the
 * process's time just before brings it up to date.
 */
export function readThreadCpu(): number {
  assert(
    typeof process.threadCpuUsage === 'function',
    'this runtime tells a thread its CPU time (Node 23.9 or later)',
  );
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
