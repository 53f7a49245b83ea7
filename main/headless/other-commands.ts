/** The words of every command but `node`. What most of them do is loaded when it is asked for. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { ByHandOptions } from './commands/by-hand.ts';
import type { ExportOptions, IdentityOptions, RestoreOptions } from './commands/identity.ts';
import { pause, resume, setLending } from './commands/lend.ts';
import { startAtLogin } from './commands/login.ts';
import { showHours } from './commands/hours.ts';
import { showPeople, showStatus } from './commands/show.ts';
import { addCommunityCommands, which, whichSays } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';
import type { DemoOptions } from './demo/demo.ts';
import { addForecastCommand } from './forecast-cli.ts';
import { addJobCommands } from './job-cli.ts';
import { addSoftwareCommands } from './software-cli.ts';
import { addStakeCommands } from './stake-cli.ts';
import { addTaskCommands } from './task-cli.ts';

/** Adds them to the program, in the order in which its help lists them. */
export function addOtherCommands(program: Command, command: AddCommand, does: Does): void {
  addShowingCommands(command, does);
  addJobCommands(command, does, program.command('job').description('ask others to run something'));
  addLendingCommands(command, does);
  const identity = program.command('identity').description('your key: see it, keep it, bring it');
  addIdentityCommands(command, does, identity);
  const community = program.command('community').description('communities with a shared record');
  addCommunityCommands(command, does, community);
  addStakeCommands(command, does, {
    stake: program.command('stake').description('give part of yourself for stake in others'),
    cause: program.command('cause').description('what people set out to bring about'),
  });
  addSoftwareCommands(
    command,
    does,
    program.command('software').description('share software, and get what others share'),
  );
  addTaskCommands(command, does, program.command('task').description('ask for work, and do it'));
  addForecastCommand(command, does);
  addRulesCommands(
    program.command('rules').description('compute what the rules say by hand'),
    does,
  );
  program
    .command('demo')
    .description('three nodes on this machine lend each other hours')
    .option('--once', 'end after the receipts', false)
    .option('--json', 'answer in JSON', false)
    .copyInheritedSettings(program)
    .action(
      does(async (options: DemoOptions) => (await import('./demo/demo.ts')).runDemo(options)),
    );
}

function addShowingCommands(command: AddCommand, does: Does): void {
  command('status', 'say how the node stands').action(does(showStatus));
  command('hours', 'show what was given and used')
    .option(which, whichSays)
    .option('--all', 'every receipt, not only the newest', false)
    .option('--why <receipt>', 'say how one receipt came about')
    .addOption(
      new Option('--export <format>', 'all of it, to standard output').choices(['csv', 'json']),
    )
    .action(does(showHours));
  command('people', 'show who is here').action(does(showPeople));
  command('start-at-login [on|off]', 'say or set whether the node starts when you log in').action(
    does(startAtLogin),
  );
}

function addLendingCommands(command: AddCommand, does: Does): void {
  command('lend <on|off|why>', 'start or stop lending, or say why nothing runs')
    .option('--cores <number>', 'how many cores to lend at most')
    .option('--share <percent>', 'how much of each core: 5% to 100%, in steps of 5%')
    .option('--preset <name>', 'quiet, balanced or generous: limits for this computer')
    .action(does(setLending));
  command(
    'pause [duration]',
    'pause lending: 15m, 1h, 2d, tomorrow (08:00) or until-resumed, as when left out',
  )
    .option('--finish', 'finish what runs for others; otherwise it is held for ten minutes', false)
    .action(does(pause));
  command('resume', 'lend again').action(does(resume));
}

function addRulesCommands(rules: Command, does: Does): void {
  const command = (name: string, description: string) =>
    rules
      .command(name)
      .description(`${description}, given as JSON on standard input; needs no node`)
      .option('--json', 'answer in JSON, as without it; complaints too', false)
      .copyInheritedSettings(rules);
  command('settle', 'settle epochs').action(
    does(async (options: ByHandOptions) =>
      (await import('./commands/rules-settle.ts')).settleByHand(options),
    ),
  );
  command('clear', 'clear a round of stake').action(
    does(async (options: ByHandOptions) =>
      (await import('./commands/rules-clear.ts')).clearByHand(options),
    ),
  );
}

function addIdentityCommands(command: AddCommand, does: Does, identity: Command): void {
  const load = () => import('./commands/identity.ts');
  const from = 'where the passphrase is; asked for, or read from standard input, if left out';
  command('show', 'show your member key', identity).action(
    does(async (options: IdentityOptions) => (await load()).showIdentity(options)),
  );
  command('export <file>', 'write a recovery file under a passphrase', identity)
    .option('--passphrase-file <file>', from)
    .action(
      does(async (file: string, options: ExportOptions) =>
        (await load()).exportIdentityTo(file, options),
      ),
    );
  command('restore <file>', 'become the member of a recovery file; - for standard input', identity)
    .option('--passphrase-file <file>', from)
    .option('--replace', 'even if there is an identity here, which is then kept aside', false)
    .action(
      does(async (file: string, options: RestoreOptions) =>
        (await load()).restoreIdentityFrom(file, options),
      ),
    );
}
