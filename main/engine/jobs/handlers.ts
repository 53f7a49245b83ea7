/** What pages, command lines and programs ask about one's own jobs, by who answers. */
import type { jobsContract } from '../../../shared/api/jobs-contract.ts';
import type { Handlers } from '../../../shared/api/handlers.ts';
import { bytesToHex, bytesToText } from '../../../shared/base/bytes.ts';
import { ok } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Ports } from '../ports.ts';
import type { Jobs } from './jobs.ts';
import type { Trials } from './trials.ts';

const importLengthShown = 300;

/** The `jobs` part of the contract. */
export function jobsHandlers(
  ports: Pick<Ports, 'runner' | 'cryptography'>,
  jobs: Jobs,
  trials: Trials,
): Handlers<{ jobs: typeof jobsContract }>['jobs'] {
  return {
    list: jobs.list,
    inspect: ({ module }) => inspect(ports, module),
    check: async ({ source }) => ok({ notes: await notesOf(source) }),
    try: trials.begin,
    stopTrial: ({ request }) => trials.stop(request),
    trials: trials.topic,
    trialResult: ({ request, slice }) => trials.result(request, slice),
    submit: jobs.submit,
    show: ({ job }) => jobs.show(job),
    slices: jobs.slices,
    module: ({ job }) => jobs.module(job),
    draft: ({ job }) => jobs.draft(job),
    input: ({ job, slice }) => jobs.input(job, slice),
    result: ({ job, slice }) => jobs.result(job, slice),
    results: ({ job, from }) => jobs.results(job, from),
    pause: ({ job }) => jobs.pause(job),
    resume: ({ job }) => jobs.resume(job),
    raise: ({ job, ceiling }) => jobs.raise(job, ceiling),
    extend: ({ job, deadline }) => jobs.extend(job, deadline),
    again: ({ job, slice }) => jobs.again(job, slice),
    cancel: ({ job }) => jobs.cancel(job),
    remove: ({ job }) => jobs.remove(job),
  };
}

/** Whether a module would run, and what the page shows of it. */
async function inspect(
  { runner, cryptography }: Pick<Ports, 'runner' | 'cryptography'>,
  module: Uint8Array,
) {
  const report = await runner.inspect(module);
  if (!report.ok) return report;
  const { kind, entries, imports, memoryBytes } = report.value;
  return ok({
    kind,
    // Longer names cannot be asked for, and nobody could read them.
    entries: entries.filter((entry) => entry.length <= limits.entryBytes),
    imports: imports.map((name) => name.slice(0, importLengthShown)),
    memoryBytes,
    hash: bytesToHex(cryptography.hash(module)),
    notes: kind === 'javascript' ? await notesOf(bytesToText(module)) : [],
  });
}

/** What reads sources is loaded with the first of them: a node at rest has none. */
async function notesOf(source: string) {
  const notes = await import('../../../shared/jobs/source-notes.ts');
  return [...notes.notesOf(source)];
}
