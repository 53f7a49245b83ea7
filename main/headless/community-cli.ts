/** The words of the commands for communities. What each does is loaded when it is asked for. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { AuditOptions } from './commands/audit.ts';
import type { CreateOptions } from './commands/community.ts';
import type { JoinOptions } from './commands/community-joining.ts';
import type { CommonOptions, CommunityOptions } from './commands/community-session.ts';
import type { SupplyOptions } from './commands/supply.ts';
import { collect } from './commands/values.ts';

/** Makes a command of its own, or below another one. */
export type AddCommand = (words: string, description: string, parent?: Command) => Command;
/** Makes of an action what commander calls. */
export type Does = <Args extends unknown[]>(
  action: (...given: Args) => Promise<number>,
) => (...given: Args) => Promise<void>;

/** The option of every command that is about one community. */
export const which = '--community <name>';
export const whichSays =
  'name or beginning of the key; the one in use, or the only one, if left out';

/** Adds `community …`, `supply` and `audit`. */
export function addCommunityCommands(command: AddCommand, does: Does, community: Command): void {
  addOwn(command, does, community);
  addComing(command, does, community);
  addPeople(command, does, community);
  addDevices(
    command,
    does,
    community.command('device').description('your machines in a community'),
  );
  command('supply', 'show how hours came into being')
    .option(which, whichSays)
    .option('--epochs <number>', 'how many certificates', '12')
    .option('--before <certificate>', 'only those before this one, to read on')
    .addOption(new Option('--currency <currency>', 'cpu or man').default('cpu'))
    .action(
      does(async (options: SupplyOptions) =>
        (await import('./commands/supply.ts')).showSupply(options),
      ),
    );
  command(
    'audit [what]',
    'compute the record again: all of it, from an epoch on, or the record or round of stake in a file',
  )
    .option(which, whichSays)
    .option('--export <file>', 'write the whole record to a file, for others to audit')
    .action(
      does(async (what: string | undefined, options: AuditOptions) =>
        (await import('./commands/audit.ts')).audit(what, options),
      ),
    );
}

const load = () => import('./commands/community.ts');

function addOwn(command: AddCommand, does: Does, community: Command): void {
  command('create <name>', 'found a community', community)
    .option('--name <name>', 'how the others see you; the name of the node if left out')
    .option('--founder <card>', 'card of another founder; may be repeated', collect, [])
    .option('--witnesses <number>', 'machines that certify: 1, 4 or 7, and as many founders', '1')
    .option('--epoch <duration>', 'how often hours become final: 10m, 1h', undefined)
    .option('--parameter <name=value>', 'another constant; may be repeated', collect, [])
    .action(
      does(async (name: string, options: CreateOptions) =>
        (await load()).createCommunity(name, options),
      ),
    );
  command('card', 'print what a founder hands to whoever creates the community', community)
    .option('--name <name>', 'how the others see you; the name of the node if left out')
    .action(
      does(async (options: CommonOptions & { readonly name?: string }) =>
        (await load()).showCard(options),
      ),
    );
  command('list', 'show the communities of this computer', community).action(
    does(async (options: CommonOptions) => (await load()).listCommunities(options)),
  );
  command('show', 'say how a community stands', community)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await load()).showCommunity(options)));
  command('use [name]', 'lend and ask there from now on', community)
    .option('--group <code>', 'in the open group of a code instead')
    .action(
      does(async (name: string | undefined, options: CommonOptions & { readonly group?: string }) =>
        (await load()).useCommunity(name, options),
      ),
    );
  command('leave', 'end your membership', community)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await load()).leaveCommunity(options)));
  command('put-away', 'show a community that you have left no longer', community)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await load()).putCommunityAway(options)));
}

function addComing(command: AddCommand, does: Does, community: Command): void {
  const joining = () => import('./commands/community-joining.ts');
  command('invite', 'make a link that lets one person in', community)
    .option(which, whichSays)
    .option('--days <number>', 'how long it can be used: 1 to 30', '7')
    .action(
      does(async (options: CommunityOptions & { readonly days: string }) =>
        (await joining()).invite(options),
      ),
    );
  command('join <link>', 'come in by an invitation', community)
    .option('--name <name>', 'how the others see you; the name of the node if left out')
    .option('--wait', 'until the record has taken you up', false)
    .action(
      does(async (link: string, options: JoinOptions) => (await joining()).join(link, options)),
    );
  command('cancel <name>', 'give an attempt to join up', community).action(
    does(async (name: string, options: CommonOptions) =>
      (await joining()).cancelJoin(name, options),
    ),
  );
  command('link', 'print the link for founders and for further machines of members', community)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await load()).showLink(options)));
  command('open <link>', 'come in as a founder, or with a further machine', community)
    .option('--label <label>', 'what this machine is called')
    .action(
      does(async (link: string, options: CommonOptions & { readonly label?: string }) =>
        (await load()).openByLink(link, options),
      ),
    );
}

const people = () => import('./commands/community-people.ts');

function addPeople(command: AddCommand, does: Does, community: Command): void {
  command('members', 'show who is in a community', community)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await people()).showMembers(options)));
  command('witness', 'show who certifies, or vote for others', community)
    .option(which, whichSays)
    .option('--vote <device...>', 'machines that shall certify: 1, 4 or 7 keys or names of members')
    .action(
      does(async (options: CommunityOptions & { readonly vote?: readonly string[] }) =>
        (await people()).showWitnesses(options),
      ),
    );
  command('sponsor <member> <hours>', 'pass a part of your own line on', community)
    .option(which, whichSays)
    .action(
      does(async (member: string, hours: string, options: CommunityOptions) =>
        (await people()).sponsor(member, hours, options),
      ),
    );
}

function addDevices(command: AddCommand, does: Does, device: Command): void {
  command('list', 'show them', device)
    .option(which, whichSays)
    .action(does(async (options: CommunityOptions) => (await people()).listDevices(options)));
  command('retire <device>', 'end one that was lost or sold', device)
    .option(which, whichSays)
    .action(
      does(async (wanted: string, options: CommunityOptions) =>
        (await people()).retireDevice(wanted, options),
      ),
    );
  command('relabel <label>', 'call this computer something else', device)
    .option(which, whichSays)
    .action(
      does(async (label: string, options: CommunityOptions) =>
        (await people()).relabelDevice(label, options),
      ),
    );
}
