/** A community of real nodes, whose members do with tasks what they do from the command line. */
import { vi } from 'vitest';
import { connectTo } from '../../main/headless/connect.ts';
import type { TaskView } from '../../shared/api/task-shape.ts';
import { assert } from '../../shared/base/assert.ts';
import { runHere } from './command-here.ts';
import { cardFor } from './member-nodes.ts';
import type { Client } from './member-nodes.ts';
import { createCommunity } from './nodes.ts';
import type { TestNode } from './nodes.ts';
import { valueOf } from './record-processes.ts';

const parameters = [
  { name: 'epochMs', value: 1_000n },
  // Nobody runs out of time: rounds end when all have answered.
  { name: 'estimateEpochs', value: 500n },
];

export interface TaskCommunity {
  readonly id: string;
  /** The first has founded it, and is its witness; all others are founders, too. */
  readonly people: readonly TestNode[];
  close(): Promise<void>;
}

export async function createTaskCommunity(
  names: readonly string[],
  more: readonly { readonly name: string; readonly value: bigint }[] = [],
): Promise<TaskCommunity> {
  const world = await createCommunity();
  const people = await Promise.all(names.map((name) => world.start(name)));
  const [first, ...others] = people;
  assert(first !== undefined, 'somebody founds it');
  const { community: id } = await asked(first, (client) =>
    client.communities.create({
      ...{ name: 'The workshop', memberName: first.name, witnesses: 1 },
      parameters: [...parameters, ...more],
      founders: others.map(cardFor),
    }),
  );
  const { link } = await asked(first, (client) => client.communities.link({ community: id }));
  for (const other of others) {
    await patiently(() => asked(other, (client) => client.communities.open({ link, label: null })));
  }
  return { id, people, close: () => world.close() };
}

/** What a node answers to one question, whose refusal ends the test. */
export async function asked<Value>(
  { dataFolder }: TestNode,
  question: (client: Client) => Promise<Parameters<typeof valueOf<Value>>[0]>,
): Promise<Value> {
  const connection = valueOf(await connectTo(dataFolder));
  const answer = await question(connection.client);
  connection.close();
  return valueOf(answer);
}

/** Waits for what some certificates bring, on a busy machine too. */
export function patiently<Value>(check: () => Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 120_000, interval: 150 });
}

export type Told = Readonly<Record<string, unknown>>;

/** What a command of a person answers with `--json`. */
export async function told({ dataFolder }: TestNode, ...args: readonly string[]): Promise<Told> {
  const { code, text, stderr } = await runHere([...args, '--json', '--data', dataFolder]);
  assert(code === 0, `${args.join(' ')}: ${stderr}`);
  return JSON.parse(text) as Told;
}

/** The name of why a command of a person does nothing. */
export async function refusedAs(
  { dataFolder }: TestNode,
  ...args: readonly string[]
): Promise<unknown> {
  const { code, stderr } = await runHere([...args, '--json', '--data', dataFolder]);
  assert(code === 1, `${args.join(' ')} is refused`);
  return (JSON.parse(stderr) as { readonly error: { readonly name: string } }).error.name;
}

/** Waits until this person sees the task so. */
export function sees(
  { id: community }: TaskCommunity,
  person: TestNode,
  task: string,
  holds: (task: TaskView) => boolean,
): Promise<TaskView> {
  return patiently(async () => {
    const seen = await asked(person, (client) => client.tasks.show({ community, task }));
    assert(holds(seen), `${person.name}: ${seen.state}: ${seen.sentence}`);
    return seen;
  });
}
