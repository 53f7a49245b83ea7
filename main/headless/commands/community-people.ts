/** `community members`, `witness`, `sponsor` and `device`: who is in a community, and what a member decides there. */
import { formatHours, netOf } from '../../../shared/api/account-words.ts';
import { parseCpuHours } from '../../../shared/api/amounts.ts';
import type { CommunityView, MemberView } from '../../../shared/api/community-contract.ts';
import {
  deviceWord,
  heardWords,
  memberWord,
  witnessesSentence,
} from '../../../shared/api/community-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { err, ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { createOutput } from '../output.ts';
import { allMembers, choose, findMember, inCommunity } from './community-session.ts';
import type { CommunityOptions, Named, Session } from './community-session.ts';
import { shortId } from './values.ts';

type Machine = MemberView['devices'][number] & { readonly of: MemberView };

/** `common-hours community members` */
export function showMembers(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id }) => {
    const members = await allMembers(session, id);
    if (!members.ok) return members;
    for (const member of members.value) session.output.line(memberLine(member));
    session.output.json({ members: members.value });
    return ok(0);
  });
}

function memberLine(member: MemberView): string {
  const { person, inviter, devices, accounts, isMe } = member;
  const has = accounts.map(({ currency, certified }) => formatHours(netOf(certified), currency));
  const by = inviter === null ? '' : `, invited by ${personName(inviter)}`;
  const machines = devices.filter(({ status }) => status === 'active').length;
  return `${personName(person)} (${shortId(person.id)})${isMe ? ', you' : ''}: ${memberWord(member).toLowerCase()}${by}; ${has.join(', ')}; ${plural(machines, 'machine')}`;
}

/** `common-hours community witness`; with `--vote` one's voice for the next ones. */
export function showWitnesses(
  options: CommunityOptions & { readonly vote?: readonly string[] },
): Promise<number> {
  const { vote } = options;
  return inCommunity(options, (session, community) =>
    vote === undefined ? listWitnesses(session, community) : voteFor(session, community, vote),
  );
}

function listWitnesses(
  { output }: Session,
  { witnesses, voice }: CommunityView,
): Promise<Result<number, Refusal>> {
  output.line(witnessesSentence(witnesses));
  for (const each of witnesses) {
    const key = shortId(each.device);
    const said = heardWords(each, Date.now());
    output.line(`${personName(each.member)}, ${each.label} (${key}): ${said}`);
  }
  if (voice !== null) {
    output.line(`Your voice is for ${voice.map(shortId).join(', ')}.`);
  }
  output.json({ witnesses, voice });
  return Promise.resolve(ok(0));
}

async function voteFor(
  session: Session,
  { id }: CommunityView,
  wanted: readonly string[],
): Promise<Result<number, Refusal>> {
  const members = await allMembers(session, id);
  if (!members.ok) return members;
  const machines = members.value.flatMap((of) => of.devices.map((each) => ({ ...each, of })));
  const active = machines.filter(({ status }) => status === 'active');
  const committee: string[] = [];
  for (const each of wanted) {
    const machine = choose(active, each, machineWords);
    if (!machine.ok) return machine;
    committee.push(machine.value.device);
  }
  const voted = await session.client.members.vote({ community: id, committee });
  if (!voted.ok) return voted;
  session.output.line(
    'Your voice is on its way. The witnesses change when more than half of the members agree.',
  );
  session.output.json({ ...voted.value, committee });
  return ok(0);
}

/** By its own label, or by its member, where that has one machine only. */
const machineWords: Named<Machine> = {
  one: 'machine of a member',
  several: 'machines',
  keyOf: ({ device }) => device,
  nameOf: ({ of }) => of.person.name,
};

const ownMachineWords: Named<MemberView['devices'][number]> = {
  one: 'machine of yours',
  several: 'machines',
  keyOf: ({ device }) => device,
  nameOf: ({ label }) => label,
};

/** `common-hours community sponsor MEMBER HOURS` */
export function sponsor(member: string, hours: string, options: CommunityOptions): Promise<number> {
  const quantity = parseCpuHours(hours);
  if (quantity === null || quantity === 0n) {
    const detail = `“${hours}” is no number of hours: write something such as 2 or 0.5.`;
    return Promise.resolve(createOutput(options.json).fail({ name: 'bad_number', detail }));
  }
  return inCommunity(options, async (session, { id, me }) => {
    const found = await findMember(session, id, member);
    if (!found.ok) return found;
    const { person } = found.value;
    const given = await session.client.members.sponsor({
      community: id,
      member: person.id,
      quantity,
    });
    if (!given.ok) {
      if (given.error.name !== 'line_exceeded') return given;
      const left = `You can pass on ${formatHours(me.sponsorable, 'cpu')} at most.`;
      return err({ name: 'line_exceeded', detail: left });
    }
    session.output.line(
      `With the next certificate ${personName(person)} may borrow ${formatHours(quantity, 'cpu')} more, and you as much less.`,
    );
    session.output.json({ ...given.value, member: person.id, quantity });
    return ok(0);
  });
}

/** One's own machines in a community. */
async function ownMachines(
  session: Session,
  community: string,
): Promise<Result<MemberView['devices'], Refusal>> {
  const members = await allMembers(session, community);
  if (!members.ok) return members;
  const me = members.value.find(({ isMe }) => isMe);
  return me === undefined
    ? refuse('not_a_member', 'You are no member of this community yet.')
    : ok(me.devices);
}

/** `common-hours community device list` */
export function listDevices(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id }) => {
    const devices = await ownMachines(session, id);
    if (!devices.ok) return devices;
    for (const each of devices.value) {
      const marks = `${each.isMe ? ', this one' : ''}${each.isWitness ? ', a witness' : ''}`;
      const key = shortId(each.device);
      session.output.line(`${each.label} (${key}): ${deviceWord(each).toLowerCase()}${marks}`);
    }
    session.output.json({ devices: devices.value });
    return ok(0);
  });
}

/** `common-hours community device retire DEVICE` */
export function retireDevice(wanted: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id }) => {
    const devices = await ownMachines(session, id);
    if (!devices.ok) return devices;
    const machine = choose(devices.value, wanted, ownMachineWords);
    if (!machine.ok) return machine;
    const { device, label } = machine.value;
    const retired = await session.client.members.retire({ community: id, device });
    if (!retired.ok) return retired;
    session.output.line(`With the next certificate “${label}” can sign nothing more for you.`);
    session.output.json({ ...retired.value, device });
    return ok(0);
  });
}

/** `common-hours community device relabel LABEL` */
export function relabelDevice(label: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id }) => {
    const done = await client.members.relabel({ community: id, label });
    if (!done.ok) return done;
    output.line(`With the next certificate this computer is called “${label}”.`);
    output.json({ ...done.value, label });
    return ok(0);
  });
}
