/** Lending as the page, the tray and the command line see it. */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { moment } from './schema.ts';

export const sentence = text(limits.detailLength);

/** A person as others see them: the member key, and the name they chose, if they chose one. */
export const Person = v.strictObject({
  id: hex32,
  name: v.nullable(text(limits.memberNameLength)),
});

/** Work that this computer does for somebody. */
export const Run = v.strictObject({
  job: hex32,
  for: Person,
  startedAtMs: moment,
  cpuMicroseconds: count,
  /** Metered instructions so far. */
  workCount: count,
  /** Held by a pause until then at the latest: it goes on when the person resumes, or to somebody else. */
  heldUntilMs: v.nullable(moment),
  /** The rating that its receipt will carry. */
  ratingMilli: count,
  ceiling: integer,
  moduleHash: hex32,
  moduleBytes: count,
  memoryLimitBytes: count,
  wallLimitMs: count,
});

export const EndedRun = v.strictObject({
  job: hex32,
  for: Person,
  endedAtMs: moment,
  /** `given`: the receipt is signed by both. `answered`: sent, the other's signature is awaited. */
  outcome: v.picklist(['given', 'answered', 'failed', 'stopped', 'lost']),
  microCpuHours: v.nullable(integer),
  detail: v.nullable(sentence),
});

/** What keeps the jobs of others in. */
export const Wall = v.strictObject({
  /** `starting`: no job has run yet, so nothing is known. */
  isolation: v.picklist(['starting', 'process', 'namespaces']),
  /** What that means here, and what would make it stronger. */
  sentence,
  /** Times that the process of the jobs ended by itself since the start. */
  crashes: count,
});

export const LendingState = v.strictObject({
  on: v.boolean(),
  /** `null`: not paused; `0`: until the person resumes; otherwise the moment when it ends. */
  pausedUntilMs: v.nullable(moment),
  cores: v.strictObject({ limit: count, inUse: count, of: count }),
  /** The share of each lent core that jobs may use, in thousandths. */
  shareMilli: v.pipe(count, v.maxValue(1000)),
  wall: Wall,
  running: v.array(Run),
  ended: v.array(EndedRun),
  /** Answers "Why is nothing running?": each thing that must hold, whether it does, and what to do. */
  checks: v.array(
    v.strictObject({
      name: v.picklist(['lending_on', 'not_paused', 'rated', 'reachable', 'people', 'requests']),
      holds: v.boolean(),
      sentence,
    }),
  ),
});
