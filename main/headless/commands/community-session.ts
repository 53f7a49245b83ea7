/** What the commands of communities share: the link to the node, and which community or person is meant. */
import type {
  CommunitiesView,
  CommunityView,
  MemberView,
} from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import { activeCommunity } from '../../../shared/api/community-words.ts';
import { printable } from '../../../shared/base/printable.ts';
import { err, ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { connectTo, present, until } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
import { shortId } from './values.ts';

export interface CommonOptions {
  readonly data: string;
  readonly json: boolean;
}

export interface CommunityOptions extends CommonOptions {
  /** Name or key of the community; the one in use, or the only one, if left out. */
  readonly community?: string;
}

export type Session = Pick<NodeConnection, 'client' | 'node'> & { readonly output: Output };

/** Connects, does it, closes, and says what was refused. The action answers the exit code. */
export async function inNode(
  { data, json }: CommonOptions,
  action: (session: Session) => Promise<Result<number, Refusal>>,
): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const { client, node, close } = connection.value;
  const done = await action({ client, node, output });
  close();
  return done.ok ? done.value : output.fail(done.error);
}

/** The same in one community. */
export function inCommunity(
  options: CommunityOptions,
  action: (session: Session, community: CommunityView) => Promise<Result<number, Refusal>>,
): Promise<number> {
  return inNode(options, async (session) => {
    const community = await findCommunity(session, options.community);
    return community.ok ? action(session, community.value) : community;
  });
}

/** The community that is meant, as it stands now. */
export async function findCommunity(
  { client }: Pick<Session, 'client'>,
  wanted: string | undefined,
): Promise<Result<CommunityView, Refusal>> {
  const view = await openedCommunities(client);
  if (!view.ok) return view;
  const { communities, unusable } = view.value;
  const found = wanted === undefined ? null : choose(communities, wanted, communityWords);
  if (found?.ok === true) return found;
  // What is looked for may be what could not be opened.
  const [damaged] = unusable;
  const isMissing = found === null ? communities.length === 0 : found.error.name === 'unknown_name';
  if (damaged !== undefined && isMissing) {
    return refuse('community_unusable', damaged.sentence);
  }
  if (found !== null) return found;
  const status = await present(client.node.status);
  if (!status.ok) return status;
  const active = activeCommunity(status.value.community, communities);
  const [only] = communities;
  if (active !== null) return ok(active);
  if (only === undefined) return refuse('no_community', noCommunity);
  if (communities.length === 1) return ok(only);
  return refuse('ambiguous', `Say with --community which one is meant: ${toldApart(communities)}.`);
}

/** Their names; where some are alike, with the beginnings of their keys. */
export function toldApart(communities: readonly Pick<CommunityView, 'id' | 'name'>[]): string {
  const key = ({ id, name }: Pick<CommunityView, 'id' | 'name'>) => {
    const isAlone = communities.every((each) => each.id === id || each.name !== name);
    return isAlone ? '' : ` (${shortId(id)})`;
  };
  return communities.map((each) => `“${each.name}”${key(each)}`).join(', ');
}

const noCommunity =
  'This computer is in no community. Create one with community create, or join one with community join.';

/** All of them, once the process of the record has opened its files; nothing is started for it. */
export async function openedCommunities({
  communities,
  place,
}: NodeConnection['client']): Promise<Result<CommunitiesView, Refusal>> {
  const state = await until(place.record, (each) => (each.phase === 'starting' ? null : each));
  if (!state.ok) return state;
  const view = await present(communities.list);
  if (!view.ok || view.value.device !== null || state.value.phase === 'resting') return view;
  if (state.value.phase === 'down') {
    const reason = state.value.reason ?? '';
    return refuse('record_down', `The process of the record has ended. ${reason}`.trim());
  }
  return until(communities.list, (each) => (each.device === null ? null : each));
}

/** What things of a kind are called, and how they are told apart. */
export interface Named<Thing> {
  readonly one: string;
  readonly several: string;
  keyOf(thing: Thing): string;
  nameOf(thing: Thing): string | null;
}

export const communityWords: Named<CommunityView> = {
  one: 'community',
  several: 'communities',
  keyOf: ({ id }) => id,
  nameOf: ({ name }) => name,
};

export const memberWords: Named<MemberView> = {
  one: 'member',
  several: 'members',
  keyOf: ({ person }) => person.id,
  nameOf: ({ person }) => person.name,
};

const prefixDigitsMin = 4;
const keysShown = 4;

/** The one of this name, or whose key begins so: names first, because a name may look like a key. */
export function choose<Thing>(
  things: readonly Thing[],
  wanted: string,
  { one, several, keyOf, nameOf }: Named<Thing>,
): Result<Thing, Refusal<'ambiguous' | 'unknown_name'>> {
  const typed = wanted.trim();
  const isKey = /^[0-9a-f]+$/i.test(typed) && typed.length >= prefixDigitsMin;
  const named = things.filter((thing) => nameOf(thing) === typed);
  const alike = things.filter((thing) => nameOf(thing)?.toLowerCase() === typed.toLowerCase());
  const keyed = isKey ? things.filter((each) => keyOf(each).startsWith(typed.toLowerCase())) : [];
  const found = [named, alike, keyed].find((each) => each.length > 0) ?? [];
  const [only] = found;
  if (only === undefined) {
    const detail = `There is no ${one} of the name or key “${printable(typed.slice(0, 80))}”.`;
    return err({ name: 'unknown_name', detail });
  }
  if (found.length === 1) return ok(only);
  const keys = found.slice(0, keysShown).map((each) => shortId(keyOf(each)));
  const more = found.length > keysShown ? ' …' : '';
  const detail = `“${printable(typed.slice(0, 80))}” may be ${found.length} ${several}: write the beginning of its key, one of ${keys.join(', ')}${more}.`;
  return err({ name: 'ambiguous', detail });
}

/** All that comes in pages, of which each is asked for by the last that is known. */
export async function allPages<Thing>(
  read: (last: Thing | undefined, limit: number) => Promise<Result<readonly Thing[], Refusal>>,
): Promise<Result<readonly Thing[], Refusal>> {
  const all: Thing[] = [];
  for (;;) {
    const page = await read(all.at(-1), pageSizeMax);
    if (!page.ok) return page;
    all.push(...page.value);
    if (page.value.length < pageSizeMax) return ok(all);
  }
}

/** Every member. */
export function allMembers(
  { client }: Session,
  community: string,
): Promise<Result<readonly MemberView[], Refusal>> {
  return allPages<MemberView>(async (last, limit) => {
    const page = await client.members.list({ community, after: last?.person.id ?? null, limit });
    return page.ok ? ok(page.value.members) : page;
  });
}

/** The member that is meant. */
export async function findMember(
  session: Session,
  community: string,
  wanted: string,
): Promise<Result<MemberView, Refusal>> {
  const members = await allMembers(session, community);
  return members.ok ? choose(members.value, wanted, memberWords) : members;
}

/** The members that are meant, each once. */
export async function membersNamed(
  session: Session,
  community: string,
  wanted: readonly string[],
): Promise<Result<readonly string[], Refusal>> {
  if (wanted.length === 0) return ok([]);
  const members = await allMembers(session, community);
  if (!members.ok) return members;
  const named = new Set<string>();
  for (const each of wanted) {
    const found = choose(members.value, each, memberWords);
    if (!found.ok) return found;
    named.add(found.value.person.id);
  }
  return ok([...named]);
}

/** Whole numbers between two bounds, as they are typed. */
export function numberWithin(
  text: string,
  [least, most]: readonly [number, number],
  what: string,
): Result<number, Refusal<'bad_number'>> {
  const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
  return number >= least && number <= most
    ? ok(number)
    : refuse('bad_number', `${what} must be a whole number from ${least} to ${most}.`);
}
