/**
 * The command `common-hours`: everything that the page can do, for people and programs without one. What
 * opens a node is loaded only by the commands that open one, so that the others answer at once.
 */
import { Command, CommanderError, Option } from 'commander';
import { defaultDataFolder } from '../adapters/data-folder.ts';
import { openCommunity, version } from '../program.ts';
import type { NodeCommandOptions } from './commands/node.ts';
import { collect } from './commands/values.ts';
import type { AddCommand, Does } from './community-cli.ts';
import { keepNurserySmall } from './nursery.ts';

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
  const ended = (result: number) => {
    code = result;
  };
  try {
    const program = await createProgram(args, ended);
    await program.parseAsync([...args], { from: 'user' });
    return isOutputLost ? 1 : code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/** A node keeps in memory what was loaded to start it, so the words of the other commands are left out for it. */
async function createProgram(
  args: readonly string[],
  ended: (code: number) => void,
): Promise<Command> {
  const [isNode, wantsJson] = [args[0] === 'node', args.includes('--json')];
  const program = new Command('common-hours')
    .description('Lend idle processor time to people, and use theirs.')
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      // One line, without the usage that commander would add.
      outputError: (text, write) => {
        const detail = `${sentenceOf(text)} See --help.`;
        write(`${wantsJson ? JSON.stringify({ error: { name: 'misuse', detail } }) : detail}\n`);
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
  addNodeCommand(command, does);
  if (isNode) return program;
  const { addOtherCommands } = await import('./other-commands.ts');
  addOtherCommands(program, command, does);
  return program;
}

function addNodeCommand(command: AddCommand, does: Does): void {
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
}

/** A complaint of the parser: it begins small, may have lines, and does not always end. */
function sentenceOf(complaint: string): string {
  const text = complaint
    .replace(/^error: /, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/[^.?]$/, '$&.');
}
