/** The words of the commands for releases. What each does is loaded when it is asked for. */
import type { Command } from 'commander';
import type { CommonOptions, CommunityOptions } from './commands/community-session.ts';
import type { GetOptions } from './commands/software-get.ts';
import type { SignOptions } from './commands/software-drafts.ts';
import type { ShareOptions } from './commands/software-share.ts';
import type { FileOptions, RemoveOptions, SoftwareListOptions } from './commands/software.ts';
import { collect } from './commands/values.ts';
import { which, whichSays } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';

const commands = () => import('./commands/software.ts');
const drafts = () => import('./commands/software-drafts.ts');

/** Adds `software …`. */
export function addSoftwareCommands(command: AddCommand, does: Does, software: Command): void {
  addMaking(command, does, software);
  addFinding(command, does, software);
  addHere(command, does, software);
}

/** What makers do. */
function addMaking(command: AddCommand, does: Does, software: Command): void {
  command('share [place]', 'share a file, a folder or a tag as a release', software)
    .option('--repository <folder>', 'a git repository, instead of a file or folder')
    .option('--tag <tag>', 'the tag of the repository whose files are shared')
    .option(which, whichSays)
    .requiredOption('--name <name>', 'what it is called')
    .requiredOption('--release <version>', 'its version, such as 1.2')
    .requiredOption('--licence <id>', 'an open licence by its SPDX identifier, such as MIT')
    .option('--platform <word>', 'linux, macos, windows, android, web or any', collect, [])
    .option('--source <link>', 'where its source is', '')
    .option('--notes <text>', 'what is in it', '')
    .option('--task <task>', 'an accepted task that went into it, by its whole key', collect, [])
    .option('--receipt <counter>', 'counted CPU-hours that went into it, by its key', collect, [])
    .option('--maintainer <member>', 'another of its makers, by name or key', collect, [])
    .option('--needs <number>', 'how many of its makers have to sign it', '1')
    .option('--draft <file>', 'where what the others have to sign is written')
    .action(
      does(async (place: string | undefined, options: ShareOptions) =>
        (await import('./commands/software-share.ts')).shareRelease(place, options),
      ),
    );
  command('sign <draft>', 'read a draft of a release, and sign it as one of its makers', software)
    .option('--files <place>', 'a file or folder that must be what is signed')
    .option('--repository <folder>', 'a git repository whose tag must be what is signed')
    .option('--tag <tag>', 'the tag of that repository')
    .option('--yes', 'sign without being asked', false)
    .action(
      does(async (file: string, options: SignOptions) => (await drafts()).signDraft(file, options)),
    );
  command('publish <drafts...>', 'publish what enough of its makers have signed', software).action(
    does(async (files: string[], options: CommonOptions) =>
      (await drafts()).publishDrafts(files, options),
    ),
  );
}

function addFinding(command: AddCommand, does: Does, software: Command): void {
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
  command('file <release>', 'write a file that names a release, to be handed on', software)
    .option(which, whichSays)
    .option('--into <file>', 'where it is written; on standard output, if left out')
    .action(
      does(async (wanted: string, options: FileOptions) =>
        (await commands()).fileRelease(wanted, options),
      ),
    );
  command('get <release>', 'fetch a release, or what a release file names', software)
    .option('--yes', 'of a release file: do not ask', false)
    .option(which, whichSays)
    .option('--into <folder>', 'where a folder for it is made; this folder, if left out')
    .option('--keep-to-myself', 'do not share it with others afterwards', false)
    .action(
      does(async (wanted: string, options: GetOptions) =>
        (await commands()).getRelease(wanted, options),
      ),
    );
}

function addHere(command: AddCommand, does: Does, software: Command): void {
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
