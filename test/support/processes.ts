/** The processes that this one has started, as Linux shows them. */
import { readFileSync } from 'node:fs';
import { descendantsOf } from '../bench/kernel-cpu.ts';

/** Those of jobs, without the tools that wall them in. */
export function jobProcessesOf(id: number): readonly number[] {
  return descendantsOf(id).filter((each) => {
    const [program = '', ...rest] = argumentsOf(each);
    return program.endsWith('node') && rest.some((one) => /job-process[^/]*\.[jt]s$/.test(one));
  });
}

export function isAlive(id: number): boolean {
  try {
    // a zombie still has a folder, and answers signals
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${String(id)}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function argumentsOf(id: number): readonly string[] {
  try {
    return readFileSync(`/proc/${String(id)}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
