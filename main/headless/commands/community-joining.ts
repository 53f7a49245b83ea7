/** `community invite`, `join` and `cancel`: how one brings others in, and comes in oneself. */
import type { CommunitiesView } from '../../../shared/api/community-contract.ts';
import { joiningAdvice, joiningTitle } from '../../../shared/api/community-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { err, ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { present, until } from '../connect.ts';
import { createOutput } from '../output.ts';
import { ownName } from './community.ts';
import { choose, inCommunity, inNode, numberWithin } from './community-session.ts';
import type { CommonOptions, CommunityOptions, Session } from './community-session.ts';

const daysWithin = [1, 30] as const;

/** `common-hours community invite` */
export function invite(options: CommunityOptions & { readonly days: string }): Promise<number> {
  const days = numberWithin(options.days, daysWithin, 'The number of days');
  if (!days.ok) return Promise.resolve(createOutput(options.json).fail(days.error));
  return inCommunity(options, async ({ client, output }, { id, name }) => {
    const made = await client.invitations.make({ community: id, validDays: days.value });
    if (!made.ok) return made;
    output.line(made.value.link);
    const expires = formatWhen(made.value.expiresAtMs, Date.now());
    output.line(`It lets one person into “${name}”, until ${expires}. Whoever has it can use it.`);
    output.json(made.value);
    return ok(0);
  });
}

export interface JoinOptions extends CommonOptions {
  readonly name?: string;
  readonly wait: boolean;
}

/** `common-hours community join LINK` */
export function join(link: string, options: JoinOptions): Promise<number> {
  return inNode(options, async (session) => {
    const { client, output } = session;
    const read = await client.communities.read({ link });
    if (!read.ok) return read;
    const memberName = await ownName(session, options.name);
    if (!memberName.ok) return memberName;
    const joined = await client.communities.join({ link, memberName: memberName.value });
    if (!joined.ok) return joined;
    const { community } = joined.value;
    const { name } = read.value;
    output.line(
      `You ask to come into “${name}”. See how it goes with: common-hours community list`,
    );
    if (options.wait) {
      const come = await isIn(session, community);
      if (!come.ok) return come;
      output.line(
        `You are a member of “${name}”. Lend and ask there with: common-hours community use "${name}"`,
      );
    }
    output.json({ community, name, member: options.wait });
    return ok(0);
  });
}

/** Says each step, until the record has taken this machine up or somebody has refused it. */
async function isIn({ client, output }: Session, id: string): Promise<Result<null, Refusal>> {
  let said = '';
  let isKnown = false;
  const say = (sentence: string) => {
    if (sentence !== said) output.line(sentence);
    said = sentence;
  };
  const end = await until(client.communities.list, ({ communities, joining }) => {
    const attempt = joining.find((each) => each.id === id);
    if (attempt?.state === 'refused') {
      const detail = `${attempt.sentence} ${joiningAdvice(attempt) ?? ''}`.trim();
      return err({ name: attempt.refusal ?? 'refused', detail });
    }
    if (attempt !== undefined) say(`${joiningTitle(attempt)}. ${attempt.sentence}`);
    const there = communities.find((each) => each.id === id);
    if (attempt === undefined && there?.me.status === 'arriving')
      say('The record has it; the next certificate takes you up.');
    if (there?.me.status === 'member') return ok(null);
    const isThere = attempt !== undefined || there !== undefined;
    // What was not listed yet a moment after it was asked for is not given up.
    const isGivenUp = isKnown && !isThere;
    isKnown ||= isThere;
    return isGivenUp ? givenUp : null;
  });
  return end.ok ? end.value : end;
}

const givenUp = refuse('given_up', 'The attempt was given up.');

const attemptWords = {
  one: 'attempt to join a community',
  several: 'attempts',
  keyOf: ({ id }: CommunitiesView['joining'][number]) => id,
  nameOf: ({ name }: CommunitiesView['joining'][number]) => name,
};

/** `common-hours community cancel NAME` */
export function cancelJoin(wanted: string, options: CommonOptions): Promise<number> {
  return inNode(options, async ({ client, output }) => {
    const view = await present(client.communities.list);
    if (!view.ok) return view;
    const attempt = choose(view.value.joining, wanted, attemptWords);
    if (!attempt.ok) return attempt;
    const { id, name } = attempt.value;
    const cancelled = await client.communities.cancelJoin({ community: id });
    if (!cancelled.ok) return cancelled;
    output.line(`You no longer ask to come into “${name}”.`);
    output.json({ community: id });
    return ok(0);
  });
}
