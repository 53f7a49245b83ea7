/** The words of the commands for tasks. What each does is loaded when it is asked for. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommunityOptions } from './commands/community-session.ts';
import type { AskOptions, DeliverOptions, EstimateOptions } from './commands/task-do.ts';
import type { TaskListOptions } from './commands/task-show.ts';
import { collect } from './commands/values.ts';
import { which, whichSays } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';

/** Adds `task …`. */
export function addTaskCommands(command: AddCommand, does: Does, task: Command): void {
  addShown(command, does, task);
  addAsking(command, does, task);
  addEstimating(command, does, task);
  addWorking(command, does, task);
}

function addShown(command: AddCommand, does: Does, task: Command): void {
  const shown = () => import('./commands/task-show.ts');
  command('list', 'show what people ask for', task)
    .option(which, whichSays)
    .addOption(
      new Option('--tab <tab>', 'only those for you to estimate, to take, yours, or asked by you')
        .choices(['to-estimate', 'to-take', 'mine', 'asked', 'all'])
        .default('all'),
    )
    .option('--search <words>', 'only those that hold these words')
    .option('--limit <number>', 'how many', '50')
    .action(does(async (options: TaskListOptions) => (await shown()).listTasks(options)));
  command('show <task>', 'show one task', task)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await shown()).showTask(wanted, options),
      ),
    );
  command('waiting', 'show what waits for you', task)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await shown()).showWaiting(options)));
  command('calibration', 'compare your estimates with what was needed', task)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await shown()).showCalibration(options)));
}

const tasksDo = () => import('./commands/task-do.ts');

function addAsking(command: AddCommand, does: Does, task: Command): void {
  command('ask <title>', 'ask for work', task)
    .option(which, whichSays)
    .requiredOption('--done <text>', 'what done looks like')
    .requiredOption('--due <duration>', 'by when, from now: 7d')
    .requiredOption(
      '--most <hours>',
      'the most you would give, in man-hours: 1 2 3 5 8 13 20 40 80',
    )
    .option('--skill <word>', 'what it takes; may be repeated', collect, [])
    .option('--for <member>', 'who may take it, not everybody; may be repeated', collect, [])
    .option('--fixed', 'nobody estimates it: --most is the price', false)
    .action(
      does(async (title: string, options: AskOptions) => (await tasksDo()).ask(title, options)),
    );
  command('accept <task>', 'accept what was delivered, which pays the hours agreed on', task)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await tasksDo()).accept(wanted, options),
      ),
    );
  command('changes <task> <what>', 'ask for changes to what was delivered', task)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, what: string, options: CommunityOptions) =>
        (await tasksDo()).askForChanges(wanted, what, options),
      ),
    );
  command('withdraw <task>', 'take back what you asked for', task)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await tasksDo()).withdraw(wanted, options),
      ),
    );
}

function addEstimating(command: AddCommand, does: Does, task: Command): void {
  command(
    'estimate <task> <hours>',
    'say what it is worth, sealed: 1 2 3 5 8 13 20 40 80, cannot-tell or split-first',
    task,
  )
    .option(which, whichSays)
    .option('--why <text>', 'what it depends on, for everybody to read once it is revealed', '')
    .option('--saw <text>', 'what you saw in the round before, for everybody to read at once', '')
    .action(
      does(async (wanted: string, hours: string, options: EstimateOptions) =>
        (await tasksDo()).estimate(wanted, hours, options),
      ),
    );
  command('reveal <task>', 'reveal your estimate, where the node has not done it by itself', task)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await tasksDo()).reveal(wanted, options),
      ),
    );
}

function addWorking(command: AddCommand, does: Does, task: Command): void {
  command('take <task>', 'take it for the hours agreed on', task)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await tasksDo()).take(wanted, options),
      ),
    );
  command(
    'check-in <task> <how>',
    'say how it goes: on-track, needs-longer, stuck or given-back',
    task,
  )
    .option(which, whichSays)
    .action(
      does(async (wanted: string, how: string, options: CommunityOptions) =>
        (await tasksDo()).checkIn(wanted, how, options),
      ),
    );
  command('deliver <task>', 'deliver what was asked for', task)
    .option(which, whichSays)
    .option('--link <link>', 'where it is', '')
    .option('--note <text>', 'what to know about it', '')
    .requiredOption('--took <hours>', 'the hours you needed, such as 4.5: compared, never paid')
    .action(
      does(async (wanted: string, options: DeliverOptions) =>
        (await tasksDo()).deliver(wanted, options),
      ),
    );
}
