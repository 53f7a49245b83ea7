/** What real nodes say of themselves and of each other when a test has waited in vain: the reason is mostly there. */
import { setTimeout as wait } from 'node:timers/promises';
import type { MemberNode } from './member-nodes.ts';

const answerWithinMs = 10_000;
/** Open jobs of each whose sentences are shown. */
const openMax = 3;

/** Some lines for each node that was started. */
export async function howAllStand(nodes: readonly MemberNode[]): Promise<string> {
  const told = nodes
    .filter((each) => each.isUp())
    .map((each) =>
      Promise.race([
        howItStands(each),
        wait(answerWithinMs, `${each.name} does not answer`, { ref: false }),
      ]),
    );
  return (await Promise.all(told)).join('\n');
}

async function howItStands(node: MemberNode): Promise<string> {
  const people = await node.look((client) => client.people.list);
  const { on, checks } = await node.look((client) => client.lending.state);
  const { jobs } = await node.look((client) => client.jobs.list);
  const { newest } = await node.look((client) => client.hours.statement);
  const { health } = await node.community();
  const here = people.present.map(
    ({ person, lending, freeSlots }) =>
      `${person.name ?? person.id}${lending ? ` (lends, ${freeSlots} free)` : ''}`,
  );
  const refused = [...people.refused, ...health.refused].map(
    ({ reason, times }) => `${reason} ${times}`,
  );
  const missing = checks.filter(({ holds }) => !holds).map(({ name }) => name);
  const open = jobs.filter(({ endedAtMs }) => endedAtMs === null);
  const waiting = newest.flatMap(({ finality }) =>
    finality === null || finality.state === 'final'
      ? []
      : [`${finality.state}: ${finality.reason ?? ''}`],
  );
  return [
    `${node.name} sees ${here.join(', ') || 'nobody'}; ended: ${refused.join(', ') || 'nothing'}`,
    `lending ${on ? 'on' : 'off'}, missing: ${missing.join(', ')}`,
    `height ${health.height}, ${health.waiting} wait: ${health.sentence}`,
    `${open.length} jobs are open`,
    ...open.slice(0, openMax).map(({ state, sentence }) => `${state}: ${sentence}`),
    ...new Set(waiting),
  ].join('\n  ');
}
