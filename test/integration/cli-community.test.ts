import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from '../support/command-here.ts';
import { createCommunity } from '../support/nodes.ts';
import type { Answer, TestCommunity, TestNode } from '../support/nodes.ts';

let world: TestCommunity;
let alice: TestNode;
let bob: TestNode;
let community: string;

const tell = ({ dataFolder }: TestNode, ...args: readonly string[]) =>
  runHere([...args, '--data', dataFolder]);

/** What a command answers in JSON when it succeeds. */
async function json(node: TestNode, ...args: readonly string[]): Promise<Json> {
  const answer = await tell(node, ...args, '--json');
  expect(answer, args.join(' ')).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(answer.text) as Json;
}

type Json = Readonly<Record<string, unknown>>;

/** Until it is so, because an epoch has to end. */
async function eventually(holds: () => Promise<void>): Promise<void> {
  await expect.poll(() => holds().then(() => 'holds', String)).toBe('holds');
}

function expectRefusal({ code, text, stderr }: Answer, sentence: RegExp): void {
  expect(stderr).toMatch(/^[^\n]+\.\n$/);
  expect(stderr).toMatch(sentence);
  expect({ code, text }).toEqual({ code: 1, text: '' });
}

beforeAll(async () => {
  world = await createCommunity();
  [alice, bob] = await Promise.all([world.start('Alice'), world.start('Bob', 'on')]);
});

afterAll(() => world.close());

test('a community is founded, somebody is invited, and both work in it', async () => {
  const create = ['community', 'create', 'The allotment', '--epoch', '2s'];
  const created = await json(alice, ...create, '--parameter', 'founderLine=3000000');
  community = String(created['community']);
  const { link } = await json(alice, 'community', 'invite', '--days', '1');
  const joined = await tell(bob, 'community', 'join', `Come: ${String(link)}`, '--wait');
  expect(joined).toMatchObject({ code: 0, stderr: '' });
  expect(joined.text).toMatch(/You ask to come into “The allotment”/);
  expect(joined.text).toMatch(/You are a member of “The allotment”/);
  const uses = ['community', 'use', 'the allotment'];
  await json(alice, ...uses);
  await json(bob, 'community', 'use', community);
  await world.meet();
  const status = await alice.json('status');
  expect(status.community).toMatchObject({ kind: 'community', topic: community });
  const primes = join(import.meta.dirname, '../../workers/programs/prime-count.wasm');
  // Long enough for its cost not to be rounded to nothing.
  const counted = ['--arg', '0', '--arg', '5000000', '--copies', '1', '--ceiling', '0.1'];
  const run = await alice.json('job run', primes, ...counted, '--wait');
  expect(run.job).toMatchObject({ state: 'done' });
  // Only Bob can have answered it. Any answer may be checked by chance, which stands beside it then.
  const answers = run.slices[0]?.answers.filter(({ purpose }) => purpose === 'answer');
  expect(answers).toMatchObject([{ person: { name: 'Bob' }, state: 'paid' }]);
  expect(run.bill.receipts).toHaveLength(1);
});

test('hours are provisional at first, final with a certificate, and add up', async () => {
  await eventually(async () => {
    const { accounts, statements, total } = await json(bob, 'hours');
    const [cpu] = accounts as [{ certified: { balance: string } }];
    const { difference } = total as { difference: string };
    expect(cpu.certified.balance).toBe(difference);
    expect(BigInt(difference)).toBeGreaterThan(0n);
    const [mine] = statements as [{ epochs: Record<string, string>[] }];
    for (const { opening, given, used, closing } of mine.epochs) {
      expect(BigInt(opening ?? '') + BigInt(given ?? '') - BigInt(used ?? '')).toBe(
        BigInt(closing ?? ''),
      );
    }
  });
  const said = await tell(alice, 'hours');
  const supply = await json(alice, 'supply', '--epochs', '3');
  const exported = await tell(bob, 'hours', '--export', 'csv');
  const whole = await tell(bob, 'hours', '--export', 'json');
  expect(said.text).toMatch(/Certified in “The allotment”: −[\d.]+ CPU-h; you may borrow up to 3/);
  expect(said.text).toMatch(/certificate \d+\): 0 \+ given 0 − used [\d.]+ = −/);
  expect(said.text).toMatch(/\n {4}used [\d.]+ CPU-h from Bob: \d+ slices?\n/);
  const receipt = /receipt ([0-9a-f]{4})…/.exec(said.text)?.[1] ?? '';
  const why = await tell(alice, 'hours', '--why', receipt);
  expect(why.text).toMatch(/^You used .* from Bob, for slice [0-9a-f]{64} of job [0-9a-f]{64}\./);
  expect(why.text).toMatch(/Rule: the lesser of both/);
  expect(supply).toMatchObject({ community, currency: 'cpu' });
  const earlier = await json(alice, 'supply', '--before', '1');
  expect(earlier).toMatchObject({ community, epochs: [] });
  expect(exported.text).toMatch(/^currency,height,epoch,startsAtMs/);
  expect(JSON.parse(whole.text)).toMatchObject({ community: { id: community } });
  expectRefusal(await tell(alice, 'hours', '--why', 'ffff0000'), /There is no receipt/);
});

test('a record is audited by the node, and from a file without it', async () => {
  const audited = await json(alice, 'audit');
  const file = join(world.folder, 'whole.record');
  await json(bob, 'audit', '--export', file);
  const offline = await runHere(['audit', file, '--json']);
  expect(offline).toMatchObject({ code: 0, stderr: '' });
  const { community: whose, state, stateRoot, height } = JSON.parse(offline.text) as Json;
  expect({ whose, state }).toEqual({ whose: community, state: 'same' });
  if (height === audited['to']) expect(stateRoot).toBe(audited['stateRoot']);
  expectRefusal(await tell(bob, 'audit', '--export', file), /There is a file/);
  expectRefusal(await tell(alice, 'audit', '999999'), /Nothing is certified for epoch 999999/);

  const bent = join(world.folder, 'bent.record');
  const lines = readFileSync(file, 'utf8').split('\n');
  const other = (line: string) => line.replace(/"records":\["(.{90})./, '"records":["$1_');
  writeFileSync(bent, lines.map((line, at) => (at === 1 ? other(line) : line)).join('\n'));
  const different = await runHere(['audit', bent, '--json']);
  expect(different.code).toBe(1);
  expect(JSON.parse(different.text)).toMatchObject({ state: 'different', fault: { height: 1 } });
  writeFileSync(bent, lines.slice(1).join('\n'));
  expectRefusal(await runHere(['audit', bent]), /is no record of a community/);
});

test('causes are narrowed by who set them out, by when they are due and whether they are checked', async () => {
  const narrow = ['cause', 'list', '--by', 'alice', '--due-before', '90d', '--checked', 'no'];
  expect(await json(alice, ...narrow)).toMatchObject({ causes: [], total: 0 });
  const unknown = await tell(alice, 'cause', 'list', '--by', 'Zoe');
  expectRefusal(unknown, /^There is no member of the name or key “Zoe”\.$/m);
});

test('hours that are expected tomorrow are said, and some are offered and taken back', async () => {
  const foreseen = async () => {
    const { currencies } = await json(bob, 'forecast');
    const [cpu] = currencies as [Readonly<Record<string, unknown>>];
    return { basis: cpu['basis'], offered: cpu['offered'], request: cpu['request'] };
  };
  const quantity = '2000000';
  const request = { quantity, missing: quantity, isGeneral: true };
  expect(await foreseen()).toMatchObject({ basis: 'launch', offered: '0', request });
  await json(alice, 'forecast', '--offer', '1.5');
  await eventually(async () => {
    const open = { quantity, missing: '500000' };
    expect(await foreseen()).toMatchObject({ offered: '1500000', request: open });
  });
  const { text } = await tell(bob, 'forecast');
  expect(text).toContain(
    'Nobody knows yet how many CPU-hours will be needed tomorrow; 1.5 are offered.',
  );
  expect(text).toContain('Alice offers 1.5 CPU-hours, all taken.');
  await json(alice, 'forecast', '--take-back');
  await eventually(async () => {
    expect(await foreseen()).toMatchObject({ offered: '0', request });
  });
  expectRefusal(await tell(alice, 'forecast', '--take-back'), /You have offered no CPU-hours/);
  expectRefusal(await tell(alice, 'forecast', '--offer', 'some'), /is no number of hours/);
  expectRefusal(
    await tell(alice, 'forecast', '--offer', '25', '--unit', 'man'),
    /at most 24 man-hours for a day/,
  );
});

test('members, witnesses, lines and machines are looked after', async () => {
  const members = await tell(alice, 'community', 'members');
  const witnesses = await tell(bob, 'community', 'witness');
  expect(members.text).toMatch(/Alice \([0-9a-f]{12}\), you: founder; /);
  expect(members.text).toMatch(/Bob \([0-9a-f]{12}\): member, invited by Alice; /);
  expect(witnesses.text).toMatch(/The one witness is here\.\nAlice, Alice/);
  expectRefusal(
    await tell(alice, 'community', 'sponsor', 'Bob', '300'),
    /You can pass on [\d.]+ CPU-h at most/,
  );
  expectRefusal(
    await tell(alice, 'community', 'sponsor', 'Zoe', '1'),
    /no member of the name or key/,
  );
  await json(alice, 'community', 'sponsor', 'bob', '0.5');
  await json(bob, 'community', 'device', 'relabel', 'Desk');
  await eventually(async () => {
    const { devices } = await json(bob, 'community', 'device', 'list');
    expect(devices).toMatchObject([{ label: 'Desk', isMe: true, status: 'active' }]);
  });
  await eventually(async () => {
    const { accounts } = await json(bob, 'community', 'show');
    expect(accounts).toMatchObject([{ certified: { line: '500000' } }, {}]);
  });
  const voted = await json(alice, 'community', 'witness', '--vote', 'Alice');
  expect(voted['record']).toMatch(/^[0-9a-f]{64}$/);
});

test('what is mistyped is refused in one sentence', async () => {
  const create = ['community', 'create', 'Two'];
  const mistyped: readonly [RegExp, ...string[]][] = [
    [/1, 4 or 7 witnesses/, ...create, '--witnesses', '3'],
    [/“soon” is no length of an epoch/, ...create, '--epoch', 'soon'],
    [/“epochMs” is no parameter/, ...create, '--parameter', 'epochMs'],
    [/4 witnesses need as many founders/, ...create, '--witnesses', '4'],
    [/Card 1 of the founders is not whole/, ...create, '--founder', 'abc'],
    [/There is no invitation in this text/, 'community', 'join', 'Hello!'],
    [/There is no community in this text/, 'community', 'open', 'Hello!'],
    [/Name a community, or the code/, 'community', 'use'],
    [/no community of the name or key “Elsewhere”/, 'supply', '--community', 'Elsewhere'],
    [/no community of the name or key “Elsewhere”/, 'hours', '--community', 'Elsewhere'],
    [/leave it first/, 'community', 'put-away'],
    [/certificate must be a whole number from 1/, 'supply', '--before', '0'],
    [/“gold” is no currency/, 'supply', '--currency', 'gold'],
    [/cannot be read: /, 'audit', '/nowhere/at/all'],
  ];
  for (const [sentence, ...args] of mistyped) expectRefusal(await tell(alice, ...args), sentence);
});

test('a recovery file brings the community along, and a new machine comes in by itself', async () => {
  const file = join(world.folder, 'bob.recovery');
  const secret = join(world.folder, 'passphrase');
  writeFileSync(secret, 'correct horse battery\n');
  const given = [file, '--passphrase-file', secret];
  expect(await json(bob, 'identity', 'export', ...given)).toMatchObject({ communities: 1 });
  await bob.stop();
  const offline = join(world.folder, 'bob-offline.recovery');
  const again = await json(bob, 'identity', 'export', offline, ...given.slice(1));
  expect(again).toMatchObject({ communities: 1 });
  // Its code of an open group comes first at each start of this test's nodes.
  await bob.start();
  await json(bob, 'community', 'use', 'The allotment');

  const data = join(world.folder, 'Laptop');
  const restored = await runHere(['identity', 'restore', ...given, '--data', data, '--json']);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(restored.text)).toMatchObject({
    name: 'Bob',
    communities: ['The allotment'],
    problems: [],
  });
  const laptop = await world.start('Laptop');
  await eventually(async () => {
    const { me, members } = (await json(laptop, 'community', 'show')) as {
      me: { status: string };
      members: number;
    };
    expect({ status: me.status, members }).toEqual({ status: 'member', members: 2 });
  });
  const { devices } = await json(laptop, 'community', 'device', 'list');
  expect(devices).toHaveLength(2);
});

test('who leaves is told to choose another place, and is in none before that', async () => {
  await json(bob, 'community', 'leave');
  await eventually(async () => {
    const status = await tell(bob, 'status');
    expect(status.text).toMatch(/You have left “The allotment”: choose another/);
  });
  expectRefusal(await tell(bob, 'community', 'use', 'The allotment'), /You have left/);
  const used = await json(bob, 'community', 'use', '--group', 'our code');
  expect(used).toEqual({ community: null, code: 'our code' });
  await json(bob, 'community', 'put-away');
  expect((await bob.json('status')).community).toMatchObject({ kind: 'group', name: 'our code' });
  expect((await tell(bob, 'community', 'list')).text).toBe('This computer is in no community.\n');
});
