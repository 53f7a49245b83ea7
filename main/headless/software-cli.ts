/** The words of the commands for releases. What each does is loaded when it is asked for. */
import type { Command } from 'commander';
import type { CommunityOptions } from './commands/community-session.ts';
import type { GetOptions } from './commands/software-get.ts';
import type { RemoveOptions, ShareOptions, SoftwareListOptions } from './commands/software.ts';
import { collect } from './commands/values.ts';
import { which, whichSays } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';

const commands = () => import('./commands/software.ts');

/** Adds `software …`. */
export function addSoftwareCommands(command: AddCommand, does: Does, software: Command): void {
  command('share <place>', 'share a file or a folder as a release', software)
    .option(which, whichSays)
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--release <version>', 'its version, such as 1.2')
    .requiredOption('--licence <id>', 'an open licence by its SPDX identifier, such as MIT')
    .option('--platform <word>', 'linux, macos, windows, android, web or any', collect, [])
    .option('--source <link>', 'where its source is', '')
    .option('--notes <text>', 'what is in it', '')
    .option('--task <task>', 'an accepted task that went into it, by its whole key', collect, [])
    .action(
      does(async (place: string, options: ShareOptions) =>
        (await commands()).shareRelease(place, options),
      ),
    );
  command('list', 'show what is shared', software)
    .option(which, whichSays)
    .option('--search <words>', 'only those that hold these words')
    .option('--limit <number>', 'how many', '50')
    .action(does(async (options: SoftwareListOptions) => (await commands()).listReleases(options)));
  command('show <release>', 'show one release and what a download costs', software)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await commands()).showRelease(wanted, options),
      ),
    );
  command('get <release>', 'fetch a release; nothing of it is opened or run', software)
    .option(which, whichSays)
    .option('--into <folder>', 'where a folder for it is made; this folder, if left out')
    .option('--keep-to-myself', 'do not share it with others afterwards', false)
    .action(
      does(async (wanted: string, options: GetOptions) =>
        (await commands()).getRelease(wanted, options),
      ),
    );
  command('mine', 'show what is here, arriving and shared', software).action(
    does(async (options: CommunityOptions) => (await commands()).showMine(options)),
  );
  command('remove <release>', 'take it from the list, and end sharing it', software)
    .option('--files', 'delete its files as well', false)
    .action(
      does(async (wanted: string, options: RemoveOptions) =>
        (await commands()).removeRelease(wanted, options),
      ),
    );
}
