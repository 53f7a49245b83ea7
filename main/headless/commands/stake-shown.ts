/** `stake mine`, `paths` and `influence`: what one holds, through whom, and what the network values. */
import type { MineView } from '../../../shared/api/stake-shape.ts';
import {
  alignmentSentence,
  formatPart,
  formatPpm,
  influenceSentence,
  pathSentence,
  stakeDefinition,
  voiceSentence,
  wholeSentence,
} from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { ok } from '../../../shared/base/result.ts';
import { findMember, inCommunity } from './community-session.ts';
import type { CommunityOptions } from './community-session.ts';

const portfolioShown = 15;

/** `common-hours stake mine` */
export function showMine(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const mine = await client.stakes.mine({ community });
    if (!mine.ok) return mine;
    for (const line of mineLines(mine.value)) output.line(line);
    output.json(mine.value);
    return ok(0);
  });
}

function mineLines(mine: MineView): string[] {
  const { issued, own, held, holders, portfolio } = mine;
  const part = (units: bigint) => formatPart(units, issued);
  return [
    stakeDefinition,
    holders.length === 0 ? wholeSentence : `You hold ${part(own)} of yourself.`,
    ...held.map(
      ({ person, units, cause, direction }) =>
        `  you hold ${part(units)} of ${personName(person)} (${direction}), for: ${cause.statement}`,
    ),
    ...holders.map(
      ({ person, units, cause }) =>
        `  ${personName(person)} holds ${part(units)} of you, for: ${cause.statement}`,
    ),
    ...portfolio
      .slice(0, portfolioShown)
      .map(
        ({ person, directPpm, throughPpm }) =>
          `  ${personName(person)}: ${formatPpm(directPpm)} directly, ${formatPpm(throughPpm)} through others`,
      ),
    alignmentSentence(mine),
  ];
}

/** `common-hours stake paths MEMBER` */
export function showPaths(wanted: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id: community }) => {
    const found = await findMember(session, community, wanted);
    if (!found.ok) return found;
    const { person } = found.value;
    const { client, output } = session;
    const ways = await client.stakes.paths({ community, member: person.id });
    if (!ways.ok) return ways;
    const { paths, portion } = ways.value;
    output.line(
      `You hold ${formatPpm(portion.directPpm)} of ${personName(person)} directly, and ${formatPpm(portion.throughPpm)} through others.`,
    );
    for (const path of paths) output.line(`  ${pathSentence(path)}`);
    output.json(ways.value);
    return ok(0);
  });
}

/** `common-hours stake influence` */
export function showInfluence(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const influence = await client.stakes.influence({ community });
    if (!influence.ok) return influence;
    const values = await client.stakes.values({ community });
    if (!values.ok) return values;
    output.line(influenceSentence(influence.value));
    output.line(`Direction: ${influence.value.direction}.`);
    output.line(voiceSentence(values.value));
    for (const { cause, sharePpm, direction: moving } of values.value.causes) {
      const share = `${formatPpm(sharePpm)} of the stake held by others`;
      output.line(`  ${share}, ${moving}: ${cause.statement}`);
    }
    output.json({ influence: influence.value, values: values.value });
    return ok(0);
  });
}
