/** What a community is given that it must not take, on the process that keeps its record. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { cardOf } from '../../main/adapters/record-process/communities/founding.ts';
import { seedSignatures } from '../../main/adapters/seed-signatures.ts';
import { recordProcessUrl } from '../../main/paths.ts';
import { hexToBytes } from '../../shared/base/bytes.ts';
import { signRecord } from '../../shared/ledger/check-record.ts';
import { createInvitation } from '../../shared/ledger/invitation.ts';
import { invitationLink } from '../../shared/ledger/invitation-text.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import { createChance } from '../support/engine-world/chance.ts';
import { createLimitedHost } from '../support/limited-disk.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { createRecordWorld, eventually, valueOf } from '../support/record-processes.ts';
import type { RecordNodeUnderTest } from '../support/record-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);
const { hash } = cryptography;
const sentence = /^[^\n]{10,300}[.!?]$/;

/** Alice founds it together with Bob, of whom only the keys are needed. */
async function found(alice: RecordNodeUnderTest, bob: RecordNodeUnderTest): Promise<string> {
  const card = valueOf(cardOf(bob.keys, 'Bob'));
  const created = await alice.client.communities.create({
    ...{ name: 'Orchard', memberName: 'Alice', founders: [card], witnesses: 1 },
    parameters: [{ name: 'epochMs', value: 600_000n }],
  });
  const { community } = valueOf(created);
  await eventually(() => expect(alice.community().id).toBe(community));
  return community;
}

/** A counter by which Alice gave Bob an hour, about something of its own. */
function counter(
  [alice, bob]: readonly [RecordNodeUnderTest, RecordNodeUnderTest],
  community: string,
  change: Partial<CounterBody> = {},
): Uint8Array {
  const body: CounterBody = {
    supplier: alice.keys.device.publicKey,
    consumer: bob.keys.device.publicKey,
    ...{ currency: 0, cause: madeBytes(32, 'cause'), epoch: 0, sequence: 1 },
    ...{ count: 1, quantity: 1_000_000n, root: madeBytes(32, 'root') },
    ...change,
  };
  const signers = [alice, bob].map(
    ({ keys }) =>
      (message: Uint8Array) =>
        keys.device.sign(message),
  );
  return signRecord({ kind: 'counter', body }, hexToBytes(community), hash, signers).bytes;
}

async function answerTo(
  alice: RecordNodeUnderTest,
  community: string,
  record: Uint8Array,
): Promise<string> {
  const answer = await alice.client.work.submit({ community, records: [record] });
  if (!answer.ok) return answer.error.name;
  const [result] = answer.value.results;
  if (result?.refusal == null) return 'taken';
  expect(result.refusal.detail).toMatch(sentence);
  return result.refusal.name;
}

test('records that are forged, cut, too large, misspelled, of elsewhere or of a far future are refused', async () => {
  const world = await createRecordWorld();
  const two = [world.start('alice'), world.start('bob')] as const;
  const [alice, bob] = two;
  const community = await found(alice, bob);
  const given = (record: Uint8Array) => answerTo(alice, community, record);
  const record = counter(two, community);
  expect(await given(record)).toBe('taken');
  expect(await given(record)).toBe('taken'); // once more is still once
  await eventually(() => expect(alice.community().health.waiting).toBe(1));

  const flipped = (at: number) => record.map((byte, index) => (index === at ? byte ^ 1 : byte));
  expect(await given(flipped(record.length - 1))).toBe('record_forged');
  expect(await given(flipped(40))).toBe('record_forged');
  expect(await given(record.slice(0, -1))).toBe('record_malformed');
  expect(await given(Uint8Array.of(...record, 0))).toBe('record_malformed');
  expect(await given(new Uint8Array(20))).toBe('record_malformed');
  expect(await given(Uint8Array.of(1, 200, ...record.slice(2)))).toBe('record_newer');
  expect(await given(Uint8Array.of(2, ...record.slice(1)))).toBe('record_newer');
  expect(await given(Uint8Array.of(...record, ...madeBytes(3_000, 'much')))).toMatch(/^record_/);
  expect(await given(new Uint8Array(5_000))).toBe('invalid_input');
  expect(await given(counter(two, '11'.repeat(32)))).toBe('record_forged');
  const far = { epoch: 4_000_000, cause: madeBytes(32, 'far') };
  expect(await given(counter(two, community, far))).toBe('epoch_far_off');
  expect(await given(counter(two, community, { quantity: 2n ** 63n }))).toBe(
    'record_contradicts_itself',
  );
  const own = { consumer: alice.keys.device.publicKey };
  expect(await given(counter([alice, alice], community, own))).not.toBe('taken');

  await eventually(() => expect(alice.community().health.waiting).toBe(1));
  expect(alice.record.state()).toMatchObject({ phase: 'up', ends: 0 });
});

test('an invitation that has expired lets nobody in, and says so', async () => {
  const world = await createRecordWorld();
  const [alice, carol] = [world.start('alice'), world.start('carol')];
  const created = await alice.client.communities.create({
    ...{ name: 'Orchard', memberName: 'Alice', founders: [], witnesses: 1 },
    parameters: [{ name: 'epochMs', value: 1_000n }],
  });
  const { community } = valueOf(created);
  await eventually(() => expect(alice.community().health.presentEpoch).toBeGreaterThan(1));
  const about = {
    ...{ community: hexToBytes(community), inviter: alice.keys.member, expiresEpoch: 0 },
    ...{ communityName: 'Orchard', seed: madeBytes(32, 'secret') },
  };
  const invitation = createInvitation(about, alice.keys.device, { hash, ...seedSignatures });
  const link = invitationLink(invitation);
  valueOf(await carol.client.communities.join({ link, memberName: 'Carol' }));
  await eventually(() => expect(carol.seen().joining).toMatchObject([{ state: 'refused' }]));
  expect(carol.seen().joining[0]?.sentence).toContain('expired');
  expect(alice.community().members).toBe(1);
});

test(`a file in which bits were flipped is used, mended or named; the process goes on [seed ${seed}]`, async () => {
  const chance = createChance(seed);
  const world = await createRecordWorld();
  const two = [world.start('alice'), world.start('bob')] as const;
  const [alice, bob] = two;
  const community = await found(alice, bob);
  expect(await answerTo(alice, community, counter(two, community))).toBe('taken');
  await alice.record.close();
  const file = join(alice.dataFolder, `community-${community.slice(0, 16)}.db`);
  const whole = readFileSync(file);
  for (const flips of [3, 30]) {
    const harmed = Buffer.from(whole);
    for (let flip = 0; flip < flips; flip += 1) {
      const at = chance.whole(0, harmed.length - 1);
      harmed.writeUInt8(harmed.readUInt8(at) ^ (1 << chance.whole(0, 7)), at);
    }
    writeFileSync(file, harmed);
    const again = world.start('alice', { dataFolder: alice.dataFolder });
    await eventually(() => {
      const { communities, unusable } = again.seen();
      const why = `seed ${seed}, ${flips} flips, ${again.record.state().reason ?? 'up'}`;
      expect(communities.length + unusable.length, why).toBe(1);
    });
    const { communities, unusable } = again.seen();
    for (const each of unusable) expect(each.sentence).toMatch(sentence);
    for (const each of communities) expect(each.id).toBe(community);
    expect(again.record.state()).toMatchObject({ phase: 'up', ends: 0 });
    await again.record.close();
  }
});

test.skipIf(process.platform === 'win32')(
  'a full disk ends the process with one sentence, and what was acknowledged is there afterwards',
  async () => {
    const world = await createRecordWorld();
    const host = createLimitedHost(recordProcessUrl(), temporaryFolder(), 1_024);
    const two = [world.start('alice', { host }), world.start('bob')] as const;
    const [alice, bob] = two;
    const community = await found(alice, bob);
    const batch = (from: number) =>
      Array.from({ length: 200 }, (_, index) =>
        counter(two, community, { cause: madeBytes(32, 'cause', from + index) }),
      );
    let acknowledged = 0;
    for (;;) {
      const answer = await alice.client.work.submit({ community, records: batch(acknowledged) });
      if (!answer.ok) break;
      for (const { refusal } of answer.value.results) expect(refusal).toBe(null);
      acknowledged += 200;
    }
    expect(acknowledged).toBeGreaterThan(0);
    await eventually(() =>
      expect(alice.record.state().reason).toMatch(/cannot be written: .+, and start Common Hours/),
    );
    await alice.record.close();
    const again = world.start('alice', { dataFolder: alice.dataFolder });
    await eventually(() =>
      expect(again.community().health.waiting).toBeGreaterThanOrEqual(acknowledged),
    );
    expect(again.record.state()).toMatchObject({ phase: 'up', ends: 0 });
  },
);
