/** `community create`, `card`, `list`, `show`, `link`, `open`, `leave`, `put-away` and `use`. */
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { finalitySentence, formatHours, netOf } from '../../../shared/api/account-words.ts';
import {
  healthTitle,
  heardWords,
  invitationWords,
  joiningTitle,
  membershipSentence,
} from '../../../shared/api/community-words.ts';
import { personName, plural, shortKey } from '../../../shared/api/words.ts';
import { err, ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { present } from '../connect.ts';
import { createOutput } from '../output.ts';
import { findCommunity, inCommunity, inNode, openedCommunities } from './community-session.ts';
import type { CommonOptions, CommunityOptions, Session } from './community-session.ts';
import { shortId } from './values.ts';

export interface CreateOptions extends CommonOptions {
  readonly name?: string;
  readonly founder: readonly string[];
  readonly witnesses: string;
  readonly epoch?: string;
  readonly parameter: readonly string[];
}

const witnessCounts = [1, 4, 7] as const;

/** `common-hours community create NAME` */
export function createCommunity(name: string, options: CreateOptions): Promise<number> {
  const witnesses = witnessCounts.find((each) => String(each) === options.witnesses);
  if (witnesses === undefined) {
    const detail = `A community has 1, 4 or 7 witnesses, and not “${options.witnesses}”.`;
    return Promise.resolve(createOutput(options.json).fail({ name: 'bad_number', detail }));
  }
  const parameters = parametersOf(options);
  if (!parameters.ok) return Promise.resolve(createOutput(options.json).fail(parameters.error));
  return inNode(options, async (session) => {
    const memberName = await ownName(session, options.name);
    if (!memberName.ok) return memberName;
    const given = { name, memberName: memberName.value, witnesses, parameters: parameters.value };
    const created = await session.client.communities.create({
      ...given,
      founders: [...options.founder],
    });
    if (!created.ok) return created;
    const { community } = created.value;
    session.output.line(`“${name}” exists, and its key is ${community}.`);
    if (options.founder.length > 0) {
      session.output.line('The other founders come in with: common-hours community open LINK');
      session.output.line('The link is printed by: common-hours community link');
    }
    session.output.line(`Lend and ask there with: common-hours community use "${name}"`);
    session.output.json({ community });
    return ok(0);
  });
}

/** `--epoch 1h` and `--parameter k=v`, in the whole numbers that the genesis holds. */
function parametersOf({
  epoch,
  parameter,
}: Pick<CreateOptions, 'epoch' | 'parameter'>): Result<{ name: string; value: bigint }[], Refusal> {
  const parameters: { name: string; value: bigint }[] = [];
  if (epoch !== undefined) {
    const [, digits, unit] = /^(\d{1,5})(s|m|h)$/.exec(epoch) ?? [];
    if (digits === undefined) {
      return refuse('bad_duration', `“${epoch}” is no length of an epoch: write 10m or 1h.`);
    }
    const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
    parameters.push({ name: 'epochMs', value: BigInt(Number(digits) * unitMs) });
  }
  for (const each of parameter) {
    const [, name, value] = /^([A-Za-z]{1,40})=(\d{1,18})$/.exec(each.trim()) ?? [];
    if (name === undefined || value === undefined) {
      const detail = `“${each.slice(0, 80)}” is no parameter: write its name, = and a whole number.`;
      return refuse('bad_parameters', detail);
    }
    parameters.push({ name, value: BigInt(value) });
  }
  return ok(parameters);
}

/** As it was typed, or as the node calls this person already. */
export async function ownName(
  { client }: Session,
  typed: string | undefined,
): Promise<Result<string, Refusal>> {
  if (typed !== undefined) return ok(typed);
  const status = await present(client.node.status);
  if (!status.ok) return status;
  const { name } = status.value.me;
  return name === null
    ? refuse('bad_name', 'Say with --name how the others shall see you.')
    : ok(name);
}

/** `common-hours community card` */
export function showCard(options: CommonOptions & { readonly name?: string }): Promise<number> {
  return inNode(options, async (session) => {
    const name = await ownName(session, options.name);
    if (!name.ok) return name;
    const made = await session.client.communities.card({ name: name.value });
    if (!made.ok) return made;
    session.output.line(made.value.card);
    session.output.json(made.value);
    return ok(0);
  });
}

/** `common-hours community list` */
export function listCommunities(options: CommonOptions): Promise<number> {
  return inNode(options, async ({ client, output }) => {
    const view = await openedCommunities(client);
    const status = await present(client.node.status);
    if (!view.ok) return view;
    if (!status.ok) return status;
    const { communities, joining, unusable } = view.value;
    const active = status.value.community;
    for (const each of communities) {
      const here = each.id === active.topic ? ', where this computer lends and asks' : '';
      output.line(
        `${each.name} (${shortKey(each.id)}): ${plural(each.members, 'member')}; you are ${standingWords[each.me.status]}${here}. ${healthTitle(each.health)}.`,
      );
    }
    for (const each of joining) output.line(`${joiningTitle(each)}. ${each.sentence}`);
    for (const { file, sentence } of unusable) output.line(`${file}: ${sentence}`);
    if (communities.length + joining.length + unusable.length === 0) {
      output.line('This computer is in no community.');
    }
    output.json({ ...view.value, active: active.kind === 'community' ? active.topic : null });
    return ok(0);
  });
}

const standingWords = {
  arriving: 'not taken up yet',
  member: 'one of them',
  left: 'gone from it',
  expelled: 'expelled',
  retired: 'in it with another machine',
} as const;

/** `common-hours community show` */
export function showCommunity(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, community) => {
    const place = await present(client.place.record);
    if (!place.ok) return place;
    const status = await present(client.node.status);
    if (!status.ok) return status;
    output.line(`${community.name} (${community.id})`);
    const isActive = status.value.community.topic === community.id;
    const { trouble } = place.value;
    const said = membershipSentence(community.me) ?? (isActive ? trouble : null);
    if (said !== null) output.line(said);
    for (const line of linesOf(community, Date.now())) output.line(line);
    output.json({ ...community, isActive });
    return ok(0);
  });
}

function linesOf(community: CommunityView, now: number): readonly string[] {
  const { health, witnesses, invitations, accounts, members } = community;
  const waiting = plural(health.waiting, 'record waits', 'records wait');
  return [
    `${plural(members, 'member')}; ${plural(health.peers, 'machine')} of them connected.`,
    `${healthTitle(health)}. ${health.sentence}`,
    `Certified up to height ${health.height}; ${waiting}. ${finalitySentence(community, now)}`,
    ...accounts.map(({ currency, certified, provisional }) => {
      const then =
        netOf(provisional) === netOf(certified)
          ? ''
          : `, then ${formatHours(netOf(provisional), currency)}`;
      return `You have ${formatHours(netOf(certified), currency)}${then}; your line is ${formatHours(certified.line, currency)}.`;
    }),
    ...witnesses.map(
      (each) =>
        `Witness ${personName(each.member)}, ${each.label}: ${heardWords(each, now)} (${shortId(each.device)})`,
    ),
    ...invitations.map((each) => `Invitation ${shortKey(each.id)}: ${invitationWords(each, now)}.`),
  ];
}

/** `common-hours community link` */
export function showLink(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id }) => {
    const made = await client.communities.link({ community: id });
    if (!made.ok) return made;
    output.line(made.value.link);
    output.json({ community: id, link: made.value.link });
    return ok(0);
  });
}

/** `common-hours community open LINK` */
export function openByLink(
  link: string,
  options: CommonOptions & { readonly label?: string },
): Promise<number> {
  return inNode(options, async ({ client, output }) => {
    const opened = await client.communities.open({ link, label: options.label ?? null });
    if (!opened.ok) return opened;
    const found = await findCommunity({ client }, opened.value.community);
    const name = found.ok ? `“${found.value.name}”` : 'The community';
    output.line(`${name} is on this computer now. Its record is fetched from the others.`);
    output.json(opened.value);
    return ok(0);
  });
}

/** `common-hours community leave` */
export function leaveCommunity(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id, name }) => {
    const left = await client.communities.leave({ community: id });
    if (!left.ok) return left;
    output.line(`You leave “${name}” with the next certificate. What you owe stays on its record.`);
    output.json(left.value);
    return ok(0);
  });
}

/** `common-hours community put-away` */
export function putCommunityAway(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id, name }) => {
    const done = await client.communities.putAway({ community: id });
    if (!done.ok) return done;
    output.line(`“${name}” is no longer shown. Its file is kept.`);
    output.json({ done: true });
    return ok(0);
  });
}

/** `common-hours community use [NAME]` */
export function useCommunity(
  name: string | undefined,
  options: CommonOptions & { readonly group?: string },
): Promise<number> {
  return inNode(options, async (session) => {
    const { client, output } = session;
    const { group } = options;
    if ((name === undefined) === (group === undefined)) {
      const detail = 'Name a community, or the code of an open group with --group.';
      return err({ name: 'bad_value', detail });
    }
    const community = group === undefined ? await findCommunity(session, name) : ok(null);
    if (!community.ok) return community;
    const id = community.value?.id ?? null;
    const used = await client.place.use({ community: id, code: group ?? null });
    if (!used.ok) return used;
    const where =
      community.value === null
        ? `the open group of the code “${group ?? ''}”`
        : `“${community.value.name}”`;
    output.line(`This computer lends and asks in ${where} now, and after a restart.`);
    output.json({ community: id, code: group ?? null });
    return ok(0);
  });
}
