/** `status` and `people`: how things stand, read from the topics that the page watches. */
import type { NodeStatusView, PersonView } from '../../../shared/api/contract.ts';
import {
  connectionSentence,
  formatMeasuredRating,
  inOneLine,
  personName,
  plural,
  shortKey,
  statusSentence,
} from '../../../shared/api/words.ts';
import { turnedAwaySentence } from '../../../shared/api/turned-away.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { connectTo, present } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
export interface Common {
  readonly data: string;
  readonly json: boolean;
}

/** `common-hours status` */
export function showStatus(options: Common): Promise<number> {
  return show(options, async ({ client, node }, output) => {
    const status = await present(client.node.status);
    if (!status.ok) return status;
    const lending = await present(client.lending.state);
    if (!lending.ok) return lending;
    const now = Date.now();
    const { machine, community, me, connection } = status.value;
    output.line(inOneLine(statusSentence(status.value, lending.value, now)));
    const record = await present(client.place.record);
    if (!record.ok) return record;
    const { phase, reason, trouble } = record.value;
    output.line(
      `You are ${nameAndKey(me)} in the community “${community.name}”: ${lowerFirst(connectionSentence(connection, now))}.`,
    );
    if (trouble !== null) output.line(trouble);
    const people = await present(client.people.list);
    if (!people.ok) return people;
    for (const each of people.value.turnedAway) output.line(turnedAwaySentence(each, now));
    if (phase === 'down')
      output.line(`The process of the record has ended. ${reason ?? ''}`.trim());
    output.line(
      machine.ratingMilli === null
        ? `${plural(machine.cores, 'core')}; their speed is not measured yet.`
        : `${plural(machine.cores, 'core')}, each ${formatMeasuredRating(machine.ratingMilli, machine.ratingSpreadMilli)} × the reference core.`,
    );
    if (lending.value.on) output.line(lending.value.wall.sentence);
    output.line(`The page is at ${node.url}`);
    output.json({
      ...status.value,
      lending: lending.value,
      record: record.value,
      url: node.url,
      pid: node.pid,
    });
    return ok(0);
  });
}

/** `common-hours people` */
export function showPeople(options: Common): Promise<number> {
  return show(options, async ({ client }, output) => {
    const people = await present(client.people.list);
    if (!people.ok) return people;
    if (people.value.present.length === 0) {
      const status = await present(client.node.status);
      if (!status.ok) return status;
      output.line(nobodyHere(status.value.community));
    }
    for (const { person, lending, freeSlots } of people.value.present) {
      const does = lending ? `lends, ${plural(freeSlots, 'core')} free` : 'does not lend now';
      output.line(`${personName(person)} (${shortKey(person.id)}) ${does}`);
    }
    for (const each of people.value.turnedAway) {
      output.line(turnedAwaySentence(each, Date.now()));
    }
    for (const { reason, times } of people.value.refused) {
      output.line(`Turned away: ${plural(times, 'connection')} (${reason.replaceAll('_', ' ')})`);
    }
    output.json(people.value);
    return ok(0);
  });
}

function nameAndKey({ name, id }: PersonView): string {
  return name === null ? `${shortKey(id)}, without a name,` : `${name} (${shortKey(id)})`;
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function nobodyHere({ kind, name: code }: NodeStatusView['community']): string {
  if (kind === 'community') {
    return `Nobody else of “${code}” is here. Bring people in with: common-hours community invite`;
  }
  return `Nobody else is here. Whoever starts common-hours node --community "${code}" appears here.`;
}

/** Connects, shows, closes, and says what was refused. Answers the exit code. */
export async function show(
  { data, json }: Common,
  action: (connection: NodeConnection, output: Output) => Promise<Result<number, Refusal>>,
): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const shown = await action(connection.value, output);
  connection.value.close();
  return shown.ok ? shown.value : output.fail(shown.error);
}
