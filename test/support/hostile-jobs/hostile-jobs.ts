/** All hostile jobs, by what they attack. */
import { endless } from './endless.ts';
import { forgery } from './forgery.ts';
import type { HostileJob } from './hostile-job.ts';
import { javascript } from './javascript.ts';
import { malformed } from './malformed.ts';
import { memory } from './memory.ts';
import { oversized } from './oversized.ts';
import { wasi } from './wasi.ts';

export const hostileJobs: Readonly<{ [attack: string]: readonly HostileJob[] }> = {
  ...{ 'the clock': endless, memory, 'the compiler': oversized, 'the format': malformed },
  ...{ 'the meter and its host': forgery, 'the streams and files': wasi, JavaScript: javascript },
};
