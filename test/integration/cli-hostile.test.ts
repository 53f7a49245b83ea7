import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import hypercoreCrypto from 'hypercore-crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { frameBytesMax } from '../../main/adapters/hyperswarm.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import { groupIdOf } from '../../main/engine/open-group.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex, concatBytes, textToBytes } from '../../shared/base/bytes.ts';
import { createCommunity, programs } from '../support/nodes.ts';
import type { TestCommunity, TestNode } from '../support/nodes.ts';
import { connectStranger, openMessage } from '../support/swarm-stranger.ts';
import type { Stranger } from '../support/swarm-stranger.ts';
import { endlessFunction } from '../support/tiny-modules.ts';

let community: TestCommunity;
let alice: TestNode;
let bob: TestNode;
const strangers: Stranger[] = [];

beforeAll(async () => {
  community = await createCommunity();
  [alice, bob] = await Promise.all([community.start('Alice'), community.start('Bob', 'on')]);
  await community.meet();
});

afterAll(async () => {
  await Promise.all(strangers.map((stranger) => stranger.leave()));
  await community.close();
});

const frame = (...bytes: readonly number[]) => new Uint8Array([1, 0, ...bytes]);
const message = (value: unknown) => concatBytes(frame(0), textToBytes(JSON.stringify(value)));

/** Comes to Bob's node as a member would, until it has to speak. */
async function comeToBob(): Promise<Stranger> {
  const keys = openKeys(bob.dataFolder);
  assert(keys.ok, 'Bob has keys');
  const { publicKey } = hypercoreCrypto.keyPair(keys.value.transportSeed);
  const [host = '', port] = community.bootstrap.split(':');
  const bootstrap = [{ host, port: Number(port) }];
  const stranger = await connectStranger(
    bootstrap,
    bytesToHex(new Uint8Array(publicKey)),
    new Uint8Array(randomBytes(32)),
  );
  strangers.push(stranger);
  stranger.stream.write(openMessage(groupIdOf(community.code, cryptography.hash)));
  return stranger;
}

const turnedAway = async (reason: string) =>
  (await bob.json('people')).refused.find((each) => each.reason === reason)?.times ?? 0;

const offences: readonly (readonly [string, string, Uint8Array])[] = [
  ['garbage below the protocol', 'garbage', new Uint8Array([0, 7, 1])],
  ['an oversized frame', 'oversized_frame', new Uint8Array(frameBytesMax + 3).fill(1)],
  [
    'work before a hello',
    'message_before_hello',
    message({ type: 'stop', attempt: '0'.repeat(32) }),
  ],
  ['a frame of no kind', 'unknown_frame', frame(9, 9, 9)],
  ['a message that is no JSON', 'malformed_json', frame(0, 0x7b, 0x7b)],
];

test.each(offences)(
  'a stranger who sends %s is disconnected and counted',
  async (_, reason, bytes) => {
    const before = await bob.json('people');
    const stranger = await comeToBob();
    stranger.stream.write(bytes);
    await stranger.closed;
    await expect.poll(async () => (await bob.json('people')).refused).not.toEqual(before.refused);
    expect(await turnedAway(reason), JSON.stringify(await bob.json('people'))).toBe(1);
    expect((await bob.json('people')).present.map(({ person }) => person.name)).toEqual(['Alice']);
  },
);

test('after all of them the two go on working for each other', async () => {
  const args = [join(programs, 'prime-count.wasm'), '--arg', '0', '--arg', '1000', '--wait'];
  const { slices } = await alice.json('job run', ...args, '--copies', '1', '--ceiling', '0.1');
  expect(slices[0]?.result).toBe(168);
  expect((await bob.cli('people')).text).toMatch(
    /^Turned away: 1 connection \(oversized frame\)$/m,
  );
});

test('a job that never ends is ended at its ceiling, costs nothing and says why at both ends', async () => {
  const before = (await alice.json('hours')).total;
  const file = join(community.folder, 'endless.wasm');
  writeFileSync(file, endlessFunction);
  const ceiling = ['--ceiling', '0.0001', '--copies', '1'];
  const { code, stderr, text } = await alice.cli('job', 'run', file, ...ceiling, '--wait');
  expect(stderr.trim().split('\n').at(-1)).toMatch(/ceiling/);
  expect({ code, text }).toEqual({ code: 1, text: '' });
  const [job] = (await alice.json('job list')).jobs;
  expect(job).toMatchObject({ name: 'endless.wasm', used: '0', slices: { done: 0 } });
  const { lending } = await bob.json('status');
  expect(lending.running).toEqual([]);
  expect(lending.ended[0]).toMatchObject({ job: job?.id, outcome: 'failed' });
  expect(lending.ended[0]?.detail).toMatch(/ceiling/);
  expect((await alice.json('hours')).total).toEqual(before);
});
