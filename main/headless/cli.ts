/**
 * The command `common-hours`: everything that the page can do, for people and programs without one. What
 * opens a node is loaded only by the commands that open one, so that the others answer at once.
 */
import { Command, CommanderError, Option } from 'commander';
import { defaultDataFolder } from '../adapters/data-folder.ts';
import { openCommunity, version } from '../program.ts';
import type { ExportOptions, IdentityOptions, RestoreOptions } from './commands/identity.ts';
import { pause, resume, setLending } from './commands/lend.ts';
import type { NodeCommandOptions } from './commands/node.ts';
import type { ByHandOptions } from './commands/by-hand.ts';
import { showHours, showPeople, showStatus } from './commands/show.ts';
import { collect } from './commands/values.ts';
import { addCommunityCommands } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';
import type { DemoOptions } from './demo/demo.ts';
import { startAtLogin } from './commands/login.ts';
import { addForecastCommand } from './forecast-cli.ts';
import { addJobCommands } from './job-cli.ts';
import { keepNurserySmall } from './nursery.ts';
import { addSoftwareCommands } from './software-cli.ts';
import { addStakeCommands } from './stake-cli.ts';
import { addTaskCommands } from './task-cli.ts';

/** Runs one command. Answers the exit code: 0 only if it did what was asked, 2 for a misuse. */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  let isOutputLost = false;
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as `head`, closes the pipe: nobody misses the rest.
    if (cause.code === 'EPIPE') return;
    process.stderr.write(`The answer cannot be written (${cause.code ?? cause.message}).\n`);
    isOutputLost = true;
    process.exitCode = 1;
  });
  const program = createProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return isOutputLost ? 1 : code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

function createProgram(ended: (code: number) => void): Command {
  const program = new Command('common-hours')
    .description('Lend idle processor time to people, and use theirs.')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      // One line, without the usage that commander would add.
      outputError: (text, write) => {
        write(`${sentenceOf(text)} See --help.\n`);
      },
    });
  const command: AddCommand = (words, description, parent = program) =>
    parent
      .command(words)
      .description(description)
      .option('--data <dir>', 'data folder of the node', defaultDataFolder())
      .option('--json', 'answer in JSON', false)
      .copyInheritedSettings(program);
  const does: Does =
    (action) =>
    async (...given) => {
      ended(await action(...given));
    };
  addNodeCommands(command, does);
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
  return program;
}

function addNodeCommands(command: AddCommand, does: Does): void {
  command('node', 'start a node without a window')
    .option(
      '--community <code>',
      `code of an open group; the place of the last time, or “${openCommunity}”, if left out`,
    )
    .option('--bootstrap <host:port>', 'a DHT node of your own; may be repeated', collect, [])
    .option('--http <port>', 'port of the page on 127.0.0.1; 0 for any free one', '0')
    .addOption(new Option('--lend <on|off>', 'whether to lend').choices(['on', 'off']))
    .option('--name <name>', 'the name that others see')
    .action(
      does(async (options: NodeCommandOptions) => {
        keepNurserySmall();
        return (await import('./commands/node.ts')).runNode(options);
      }),
    );
  command('status', 'say how the node stands').action(does(showStatus));
  command('hours', 'show what was given and used')
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

/** A complaint of the parser: it begins small, may have lines, and does not always end. */
function sentenceOf(complaint: string): string {
  const text = complaint
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/[^.?]$/, '$&.');
}
