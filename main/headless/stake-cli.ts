/** The words of the commands for stakes and causes. What each does is loaded when it is asked for. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { causeChecks, comparators } from '../../shared/stake/market.ts';
import type { AttestOptions, CauseListOptions, NewCauseOptions } from './commands/causes.ts';
import type { CommunityOptions } from './commands/community-session.ts';
import type { OfferOptions } from './commands/stake-offers.ts';
import type { MemoryOptions, RoundOptions } from './commands/stake-rounds.ts';
import { collect } from './commands/values.ts';
import { which, whichSays } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';

/** Adds `stake …` and `cause …`. */
export function addStakeCommands(
  command: AddCommand,
  does: Does,
  { stake, cause }: { readonly stake: Command; readonly cause: Command },
): void {
  addOffers(command, does, stake);
  addShown(command, does, stake);
  addRounds(command, does, stake);
  addCauses(command, does, cause);
  addCauseList(command, does, { parent: stake, words: 'causes' });
  addCauseList(command, does, { parent: cause, words: 'list' });
}

function addOffers(command: AddCommand, does: Does, stake: Command): void {
  const offers = () => import('./commands/stake-offers.ts');
  command('offer <part>', 'offer a part of yourself, such as 5%, to the network', stake)
    .option(which, whichSays)
    .option(
      '--for <cause[=part]>',
      'stake in whoever set out for it, such as 3f2a or 3f2a=40%; at least two people',
      collect,
      [],
    )
    .option(
      '--for-tag <tag[=part]>',
      'stake in whoever works for a tag; may be repeated',
      collect,
      [],
    )
    .option('--of <cause>', 'a part of what you hold under this cause, instead of yourself')
    .option('--back', 'for stake in yourself: with --of, and without --for', false)
    .option('--why <text>', 'your reason, for everybody to read', '')
    .option('--rounds <number>', 'in how many rounds it takes part at most', '1')
    .option('--preview', 'say what it would do, and place nothing', false)
    .action(
      does(async (part: string, options: OfferOptions) => (await offers()).offer(part, options)),
    );
  command('offers', 'show your offers', stake)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await offers()).listOffers(options)));
  command('withdraw <offer>', 'take an offer back, until its round closes', stake)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await offers()).withdraw(wanted, options),
      ),
    );
}

function addShown(command: AddCommand, does: Does, stake: Command): void {
  const shown = () => import('./commands/stake-shown.ts');
  command('mine', 'show what you hold, and who holds you', stake)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await shown()).showMine(options)));
  command('paths <member>', 'show the ways on which you hold somebody through others', stake)
    .option(which, whichSays)
    .action(
      does(async (member: string, options: CommunityOptions) =>
        (await shown()).showPaths(member, options),
      ),
    );
  command('influence', 'show how much influence leads to you, and what is valued', stake)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await shown()).showInfluence(options)));
}

function addRounds(command: AddCommand, does: Does, stake: Command): void {
  const rounds = () => import('./commands/stake-rounds.ts');
  command('round [number]', 'say what came of a round; the last one if left out', stake)
    .option(which, whichSays)
    .option('--check', 'compute it again on this computer', false)
    .option('--save <file>', 'write all that is needed to compute it again')
    .action(
      does(async (number: string | undefined, options: RoundOptions) =>
        (await rounds()).showRound(number, options),
      ),
    );
  command('rounds', 'list the rounds that have closed', stake)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await rounds()).listRounds(options)));
  command('memory [words]', 'search all that was offered, matched, said and found out', stake)
    .option(which, whichSays)
    .option('--limit <number>', 'how many entries', '50')
    .action(
      does(async (words: string | undefined, options: MemoryOptions) =>
        (await rounds()).searchMemory(words, options),
      ),
    );
}

function addCauses(command: AddCommand, does: Does, cause: Command): void {
  const causes = () => import('./commands/causes.ts');
  command('show <cause>', 'show one cause', cause)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await causes()).showCause(wanted, options),
      ),
    );
  command('new', 'say what you set out to bring about', cause)
    .option(which, whichSays)
    .requiredOption('--statement <text>', 'what, in 40 to 600 characters')
    .requiredOption('--for-whom <text>', 'whom it benefits')
    .requiredOption('--metric <text>', 'what is measured')
    .option('--unit <text>', 'in which unit', '')
    .option('--from <number>', 'how it stands now', '0')
    .requiredOption('--to <number>', 'how it shall stand')
    .addOption(
      new Option('--comparator <how>', 'whether more is better, or less')
        .choices(comparators)
        .default('at_least'),
    )
    .requiredOption('--due <duration>', 'by when, from now: 30d')
    .addOption(
      new Option('--check <how>', 'who sees what became of it')
        .choices(causeChecks)
        .default('attestors'),
    )
    .option('--attestors <number>', 'how many people are drawn to say what they see: 3, 5, 7', '3')
    .option('--tag <tag>', 'a word to find it by; may be repeated', collect, [])
    .option('--replaces <cause>', 'a cause of yours in whose place it stands')
    .action(does(async (options: NewCauseOptions) => (await causes()).newCause(options)));
  command('attest <cause> <seen>', 'say what you see, if you were drawn', cause)
    .option(which, whichSays)
    .option('--note <text>', 'how you know, for everybody to read', '')
    .action(
      does(async (wanted: string, seen: string, options: AttestOptions) =>
        (await causes()).attest(wanted, seen, options),
      ),
    );
}

function addCauseList(
  command: AddCommand,
  does: Does,
  { parent, words }: { readonly parent: Command; readonly words: string },
): void {
  command(words, 'show what people set out to bring about', parent)
    .option(which, whichSays)
    .option('--search <words>', 'only those that hold these words')
    .option('--tag <tag>', 'only those under this tag')
    .addOption(
      new Option('--state <state>', 'only those in this state').choices(['live', 'due', 'over']),
    )
    .option('--due-before <duration>', 'only those that are due in less than so long: 30d')
    .addOption(
      new Option('--checked <yes|no>', 'whether anybody has said what they see').choices([
        'yes',
        'no',
      ]),
    )
    .option('--by <member>', 'only those of this member; may be repeated', collect, [])
    .option('--limit <number>', 'how many', '50')
    .action(
      does(async (options: CauseListOptions) =>
        (await import('./commands/causes.ts')).listCauses(options),
      ),
    );
}
