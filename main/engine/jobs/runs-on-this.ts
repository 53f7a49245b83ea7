/** The runs of slices that this computer makes itself, because nobody else can or to try those who answered. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { faultsOfTheJob } from '../../../shared/jobs/task.ts';
import { isPending } from '../../../shared/jobs/slice-state.ts';
import type { SliceEvent } from '../../../shared/jobs/slice-state.ts';
import type { Ports } from '../ports.ts';
import { noteFacts } from './facts.ts';
import { consoleOf } from './run-here.ts';
import type { OpenJob } from './open-job.ts';
import type { RunsHere } from './run-here.ts';

/** What a slice is given here is not what others give it, so that it runs out of it says nothing about the slice. */
const ownLimits: ReadonlySet<string> = new Set(['time_limit', 'ceiling_reached']);
const jobFaults: ReadonlySet<string> = new Set(
  faultsOfTheJob.filter((name) => !ownLimits.has(name)),
);

export interface RunsOnThis {
  begin(job: OpenJob, slice: number, run: number): void;
  /** Ends those of a slice that nobody waits for any more: there is one turn for all jobs. */
  endUnneeded(job: OpenJob, slice: number): void;
  /** The bytes of an answer of this computer, until its slice is settled and kept. */
  result(job: OpenJob, slice: number, run: number): Uint8Array | null;
  forget(job: OpenJob, slice: number): void;
  stop(): void;
}

interface RunsOnThisParts {
  readonly ports: Pick<Ports, 'clock' | 'cryptography' | 'log'>;
  readonly runsHere: RunsHere;
  readonly moduleOf: (job: string) => Uint8Array | null;
  readonly happened: (job: OpenJob, slice: number, event: SliceEvent) => void;
}

/** Begins them and says what came of them. */
export function createRunsOnThis(parts: RunsOnThisParts): RunsOnThis {
  const { ports, runsHere, moduleOf, happened } = parts;
  const results = new Map<string, Uint8Array>();
  const running = new Map<string, AbortController>();
  const key = (job: OpenJob, slice: number, run: number) => `${job.id}:${slice}:${run}`;

  async function run(job: OpenJob, slice: number, run: number, signal: AbortSignal) {
    const module = moduleOf(job.id);
    const input = job.inputs.input(slice);
    if (module === null || input === null) {
      happened(job, slice, { type: 'here_failed', run });
      return;
    }
    const { entry, args, memoryBytes, wallMs } = job.spec;
    const asked = { module, input, entry, args, memoryBytes, wallMs };
    const ended = await runsHere.run(asked, signal, (used) => {
      noteFacts(job, slice, run, used, ports.clock.now());
    });
    if (signal.aborted) return;
    const nowMs = ports.clock.now();
    noteFacts(job, slice, run, { console: consoleOf(ended), progressMilli: null }, nowMs);
    if (ended.ok) {
      const { output, workCount, cpuMicroseconds } = ended.value;
      results.set(key(job, slice, run), output);
      noteFacts(job, slice, run, { workCount, cpuMicroseconds }, nowMs);
      const hash = bytesToHex(ports.cryptography.hash(output));
      const answer = { hash, workCount, bytes: output.byteLength, cost: 0n };
      happened(job, slice, { type: 'here', run, answer });
    } else if (jobFaults.has(ended.error.name)) {
      const { name: failure, detail: reason } = ended.error;
      noteFacts(job, slice, run, { reason }, nowMs);
      happened(job, slice, { type: 'here', run, answer: { failure, reason } });
    } else happened(job, slice, { type: 'here_failed', run });
  }

  return {
    begin(job, slice, runNumber) {
      const id = key(job, slice, runNumber);
      if (running.has(id)) return;
      const ending = new AbortController();
      running.set(id, ending);
      noteFacts(job, slice, runNumber, {}, ports.clock.now());
      run(job, slice, runNumber, ending.signal)
        .catch((cause: unknown) => {
          ports.log.warn('A slice could not be run here because of a fault.', cause);
          happened(job, slice, { type: 'here_failed', run: runNumber });
        })
        .finally(() => running.delete(id));
    },
    endUnneeded(job, slice) {
      if (running.size === 0) return;
      for (const each of job.table.get(slice).runs) {
        if (!isPending(each)) running.get(key(job, slice, each.run))?.abort();
      }
    },
    result: (job, slice, runNumber) => results.get(key(job, slice, runNumber)) ?? null,
    forget(job, slice) {
      for (const { run: each } of job.table.get(slice).runs) results.delete(key(job, slice, each));
    },
    stop() {
      for (const ending of running.values()) ending.abort();
    },
  };
}
