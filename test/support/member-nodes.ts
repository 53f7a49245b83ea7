/** Real nodes of members of a community: processes of the command line that can be killed and moved to other networks. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cardOf } from '../../main/adapters/record-process/communities/founding.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import type { LocalDht } from '../../main/adapters/local-dht.ts';
import { connectTo, present } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import type { CommunityView } from '../../shared/api/community-contract.ts';
import type { ClientTopic } from '../../shared/api/client.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { assert } from '../../shared/base/assert.ts';
import { descendantsOf } from '../bench/kernel-cpu.ts';
import { launcher } from './nodes.ts';
import { makeRatedFolder } from './rated-folder.ts';
import { oneSlice } from './one-slice.ts';

export type Client = NodeConnection['client'];

export interface MemberNode {
  readonly name: string;
  readonly dataFolder: string;
  /** Starts it in a network, and waits until it answers. */
  start(network: LocalDht): Promise<void>;
  readonly isUp: () => boolean;
  /** SIGKILL to the node; what it had started ends with it. */
  kill(): Promise<void>;
  /** SIGKILL to the process of the record alone; false when there is none at this moment. */
  killRecord(): boolean;
  /** A question to the node. A link that breaks, because the node was killed, is null. */
  ask<Value>(
    question: (client: Client) => Promise<Result<Value, Refusal>>,
  ): Promise<Result<Value, Refusal> | null>;
  /** What a topic says now; waits until the node is up. */
  look<Value>(topic: (client: Client) => ClientTopic<Value>): Promise<Value>;
  /** The community that it is in. */
  community(): Promise<CommunityView>;
}

export function createMemberNode(folder: string, name: string, lends: boolean): MemberNode {
  const dataFolder = join(folder, name);
  let child: ChildProcess | null = null;

  async function ask<Value>(question: (client: Client) => Promise<Result<Value, Refusal>>) {
    const connection = await connectTo(dataFolder);
    if (!connection.ok) return null;
    const answer = await question(connection.value.client);
    connection.value.close();
    return !answer.ok && answer.error.name === 'link_closed' ? null : answer;
  }

  async function look<Value>(topic: (client: Client) => ClientTopic<Value>): Promise<Value> {
    for (;;) {
      const value = await ask((client) => present(topic(client)));
      if (value?.ok === true) return value.value;
      await wait(50);
    }
  }

  return {
    name,
    dataFolder,
    async start({ bootstrap }) {
      const [address] = bootstrap;
      assert(child === null && address !== undefined, `${name}’s node can be started`);
      const args = [
        '--bootstrap',
        `${address.host}:${address.port}`,
        '--lend',
        lends ? 'on' : 'off',
      ];
      const whole = [launcher, 'node', ...args, '--name', name, '--data', dataFolder, '--json'];
      makeRatedFolder(dataFolder);
      // The channel ends the node with the test, however the test ends.
      child = spawn(process.execPath, whole, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
      let complaint = '';
      child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
      assert(child.stdout !== null, 'standard output is a pipe');
      const said = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
      assert(said[0] instanceof Buffer, `${name}’s node starts: ${complaint}`);
    },
    isUp: () => child !== null,
    async kill() {
      const ending = child;
      child = null;
      if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
      const exited = once(ending, 'exit');
      ending.kill('SIGKILL');
      await exited;
    },
    killRecord() {
      const pid = child?.pid === undefined ? undefined : recordProcessOf(child.pid);
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      return pid !== undefined;
    },
    ask,
    look,
    async community() {
      for (;;) {
        const { communities } = await look((client) => client.communities.list);
        const [community] = communities;
        if (community !== undefined) return community;
        await wait(50);
      }
    },
  };
}

/** The card of a founder, whether or not its node was ever started. */
export function cardFor({ name, dataFolder }: Pick<MemberNode, 'name' | 'dataFolder'>): string {
  const keys = openKeys(dataFolder);
  assert(keys.ok, 'keys are made');
  const card = cardOf(keys.value, name);
  assert(card.ok, 'the name is one');
  return card.value;
}

/** Asks until it is answered, across whatever restarts there are, and answers the value. */
export async function surely<Value>(
  node: MemberNode,
  question: (client: Client) => Promise<Result<Value, Refusal>>,
  isFinal: (refusal: Refusal) => boolean = () => false,
): Promise<Value> {
  let last = 'no answer';
  for (let tries = 0; tries < 400; tries += 1) {
    const answer = await node.ask(question);
    if (answer?.ok === true) return answer.value;
    if (answer !== null) {
      last = answer.error.detail;
      if (isFinal(answer.error)) break;
    }
    await wait(100);
  }
  assert(false, `${node.name} is answered: ${last}`);
}

const module = new Uint8Array(
  readFileSync(new URL('../../workers/programs/prime-count.wasm', import.meta.url)),
);

/** A job, of a moment if nothing is said. Answers false when the node refuses it or does not live to answer. */
export async function sendJob(node: MemberNode, countTo = '200000'): Promise<boolean> {
  const sent = await node.ask((client) =>
    client.jobs.submit({
      request: randomBytes(32).toString('hex'),
      draft: oneSlice('Primes', module, new Uint8Array(), { args: ['0', countTo] }),
      ceiling: 50_000n,
    }),
  );
  return sent?.ok === true;
}

function recordProcessOf(pid: number): number | undefined {
  return descendantsOf(pid).find((each) => {
    try {
      return readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('record-process.');
    } catch {
      return false;
    }
  });
}
