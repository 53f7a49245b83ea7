/** The words of the commands for jobs. What each does is loaded when it is asked for. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { certaintyWords } from '../../shared/api/jobs-shape.ts';
import { listForms } from '../../shared/jobs/lists.ts';
import type { AddCommand, Does } from './community-cli.ts';
import type { ExtendOptions } from './commands/job-change.ts';
import type { CheckOptions } from './commands/job-check.ts';
import type { RunOptions } from './commands/job-run.ts';
import type { JobOptions } from './commands/job-session.ts';
import type { ResultOptions, SlicesOptions } from './commands/job-show.ts';
import type { TryOptions } from './commands/job-trial.ts';
import { collect } from './commands/values.ts';

/** Adds `job …`. */
export function addJobCommands(command: AddCommand, does: Does, job: Command): void {
  addSending(command, does, job);
  addCheck(does, job);
  addShowing(command, does, job);
  addChanging(command, does, job);
}

function addSending(command: AddCommand, does: Does, job: Command): void {
  withDraft(
    command('run <file>', 'send a WebAssembly module, JavaScript, or a .chjob that was saved', job),
  )
    .option('--ceiling <cpu-hours>', 'the most that it may cost; quoted from a trial if left out')
    .option('--output <place>', 'file, folder, .zip or .jsonl for the results')
    .option('--wait', 'wait for the results', false)
    .action(
      does(async (file: string, options: RunOptions) =>
        (await import('./commands/job-run.ts')).runJob(file, options),
      ),
    );
  withDraft(command('try <file>', 'run slices of it on this computer, and say what it costs', job))
    .option('--slice <number>', 'which slice, from 0; up to three', collect, [])
    .action(
      does(async (file: string, options: TryOptions) =>
        (await import('./commands/job-trial.ts')).tryJob(file, options),
      ),
    );
}

/** What makes a job but its ceiling. */
function withDraft(command: Command): Command {
  return command
    .option('--input <file>', 'what one single slice is given; - for standard input')
    .option(
      '--range <from:to[:step]>',
      'whole numbers, the end not among them; each slice is given {from, to, step}',
    )
    .option('--list <file>', 'lines, CSV, JSON or JSON lines; - for standard input')
    .addOption(new Option('--format <form>', 'how the list is written').choices(listForms))
    .option('--files <file...>', 'one slice for each file, or for --per-slice of them')
    .option('--lines', 'cut the --files by their lines', false)
    .option('--per-slice <number>', 'how much of a range, a list or files one slice is given')
    .addOption(
      new Option('--certainty <word>', 'how many must agree; two if left out').choices(
        certaintyWords,
      ),
    )
    .option('--copies <number>', '1, 2 or 3: the same in a number')
    .option('--entry <name>', 'exported function to call')
    .option('--arg <value>', 'argument of a program; may be repeated', collect, [])
    .option('--memory <size>', 'the most memory of a slice: 64M')
    .option('--time <duration>', 'the longest that a slice may take by the clock: 10m')
    .option('--deadline <moment>', 'when it should be done: 2h from now, or 2026-12-24T18:00')
    .option('--stop-late', 'stop at the deadline and deliver what is there', false)
    .option('--only <person...>', 'who may run it, by name or id; anyone if left out')
    .option('--known', 'those may run it with whom you have exchanged hours', false)
    .option('--name <name>', 'what to call it');
}

function addCheck(does: Does, job: Command): void {
  job
    .command('check <file>')
    .description(
      'say whether a file runs as a job and, with an input, what it costs; needs no node',
    )
    .option('--input <file>', 'what the job is given; - for standard input')
    .option('--entry <name>', 'exported function to call')
    .option('--arg <value>', 'argument; may be repeated', collect, [])
    .option('--json', 'answer in JSON', false)
    .copyInheritedSettings(job)
    .action(
      does(async (file: string, options: CheckOptions) =>
        (await import('./commands/job-check.ts')).checkJob(file, options),
      ),
    );
}

function addShowing(command: AddCommand, does: Does, job: Command): void {
  const load = () => import('./commands/job-show.ts');
  command('list', 'show your jobs', job).action(
    does(async (options: JobOptions) => (await load()).listJobs(options)),
  );
  command('show <id>', 'show one job', job).action(
    does(async (id: string, options: JobOptions) => (await load()).showJob(id, options)),
  );
  command('slices <id>', 'show its slices, and who answered what', job)
    .option('--state <word>', 'only those that are waiting, running, done, failed, …')
    .action(
      does(async (id: string, options: SlicesOptions) => (await load()).showSlices(id, options)),
    );
  command('result <id>', 'write what is there of its results', job)
    .option('--output <place>', 'file, folder, .zip or .jsonl; standard output if left out')
    .option('--wait', 'wait for all of them', false)
    .action(
      does(async (id: string, options: ResultOptions) => (await load()).saveResult(id, options)),
    );
}

function addChanging(command: AddCommand, does: Does, job: Command): void {
  const load = () => import('./commands/job-change.ts');
  command('pause <id>', 'send no new slices; what runs is finished', job).action(
    does(async (id: string, options: JobOptions) => (await load()).pauseJob(id, options)),
  );
  command('resume <id>', 'go on with a paused job', job).action(
    does(async (id: string, options: JobOptions) => (await load()).resumeJob(id, options)),
  );
  command('raise <id> <cpu-hours>', 'set another ceiling', job).action(
    does(async (id: string, ceiling: string, options: JobOptions) =>
      (await load()).raiseCeiling(id, ceiling, options),
    ),
  );
  command('extend <id> <deadline>', 'set another deadline; none takes it away', job)
    .option('--stop-late', 'stop at the deadline and deliver what is there', false)
    .action(
      does(async (id: string, deadline: string, options: ExtendOptions) =>
        (await load()).extendJob(id, deadline, options),
      ),
    );
  command('again <id> <slice>', 'run a slice again, by somebody else', job).action(
    does(async (id: string, slice: string, options: JobOptions) =>
      (await load()).runAgain(id, slice, options),
    ),
  );
  command('cancel <id>', 'stop a job; only what was delivered is charged', job).action(
    does(async (id: string, options: JobOptions) => (await load()).cancelJob(id, options)),
  );
  command('remove <id>', 'forget an ended job and its results', job).action(
    does(async (id: string, options: JobOptions) => (await load()).removeJob(id, options)),
  );
}
