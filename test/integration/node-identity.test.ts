/** Recovery files at a node that runs: written, restored without a restart, and refused. About 10 s. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readIdentity } from '../../main/adapters/keys.ts';
import { createNode } from '../../main/node.ts';
import type { RunningNode } from '../../main/node.ts';
import type { CommunitiesView } from '../../shared/api/community-contract.ts';
import type { Topic } from '../../shared/api/handlers.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { assert } from '../../shared/base/assert.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const passphrase = 'correct horse battery';

interface Home {
  readonly folder: string;
  readonly node: RunningNode;
  readonly handlers: RunningNode['front']['handlers'];
}

async function startNode(name: string | null): Promise<Home> {
  const folder = temporaryFolder();
  const node = await createNode({
    ...{ host: 'headless', dataFolder: folder, community: null, lending: null, name },
    ...{ bootstrap: [{ host: '127.0.0.1', port: 9 }], httpPort: 0 },
  });
  assert(node.ok, 'the node starts');
  onTestFinished(() => node.value.close());
  return { folder, node: node.value, handlers: node.value.front.handlers };
}

function now<Value>(topic: Topic<Value>): Value {
  const values: Value[] = [];
  topic.subscribe((value) => values.push(value))();
  const [value] = values;
  assert(value !== undefined, 'a topic speaks its present value at once');
  return value;
}

function memberIn(folder: string): string | null {
  const kept = readIdentity(folder);
  return kept.ok && kept.value !== null ? bytesToHex(kept.value.member) : null;
}

function recoveryFileOf({ handlers }: Home) {
  return Promise.resolve(handlers.identity.recoveryFile({ passphrase }));
}

test('a member comes to a new computer, without a restart of its node', async () => {
  const [alice, fresh] = [await startNode('Alice'), await startNode(null)];
  const written = await recoveryFileOf(alice);
  assert(written.ok, 'the file is written');
  expect(written.value.communities).toBe(0);
  expect(now(alice.handlers.identity.state).savedAtMs).toBeGreaterThan(0);
  expect(now(fresh.handlers.identity.state)).toMatchObject({ savedAtMs: null, inUse: null });

  const before = memberIn(fresh.folder);
  const seen: (string | null)[] = [];
  onTestFinished(fresh.handlers.node.status.subscribe(({ me }) => seen.push(me.name)));
  const { text } = written.value;
  expect(await fresh.handlers.identity.restore({ text, passphrase })).toMatchObject({
    ok: true,
    value: { member: memberIn(alice.folder), name: 'Alice', communities: [], problems: [] },
  });
  expect(memberIn(fresh.folder)).toBe(memberIn(alice.folder));
  expect(now(fresh.handlers.node.status).me).toEqual({
    id: memberIn(alice.folder),
    name: 'Alice',
  });
  expect(seen.at(-1)).toBe('Alice');
  const aside = fs.readdirSync(fresh.folder).filter((name) => name.endsWith('.old-1'));
  expect(aside.sort()).toEqual(['device.key.old-1', 'identity.key.old-1']);
  expect(before).not.toBe(memberIn(alice.folder));
  // two computers of one member are two devices
  const keys = [alice, fresh].map(({ folder }) => readIdentity(folder));
  const devices = keys.map((each) => (each.ok ? each.value?.device : null));
  expect(devices[0]).not.toEqual(devices[1]);
});

test('a wrong passphrase and a damaged file are one sentence each, and change nothing', async () => {
  const [alice, fresh] = [await startNode('Alice'), await startNode('Bob')];
  const written = await recoveryFileOf(alice);
  assert(written.ok, 'the file is written');
  const { text } = written.value;
  const before = memberIn(fresh.folder);
  const refused = async (given: { text: string; passphrase: string }) => {
    const answer = await fresh.handlers.identity.restore(given);
    return answer.ok ? 'restored' : answer.error.name;
  };
  expect(await refused({ text, passphrase: 'correct horse batterz' })).toBe('wrong_passphrase');
  expect(await refused({ text: text.replace(/^[\w-]{8}/m, 'AAAAAAAA'), passphrase })).toBe(
    'recovery_file_damaged',
  );
  expect(await refused({ text: 'a letter from my aunt', passphrase })).toBe(
    'recovery_file_damaged',
  );
  expect(memberIn(fresh.folder)).toBe(before);
  expect(now(fresh.handlers.node.status).me.name).toBe('Bob');
  const short = await alice.handlers.identity.recoveryFile({ passphrase: 'short' });
  expect(short).toMatchObject({ ok: false, error: { name: 'passphrase_unfit' } });
});

test('communities come along, and whoever is in one is replaced by nobody', async () => {
  const [alice, fresh] = [await startNode('Alice'), await startNode(null)];
  const created = await alice.handlers.communities.create({
    ...{ name: 'Our street', memberName: 'Alice', founders: [], witnesses: 1, parameters: [] },
  });
  expect(created.ok).toBe(true);
  const written = await recoveryFileOf(alice);
  assert(written.ok, 'the file is written');
  expect(written.value.communities).toBe(1);
  const { text } = written.value;

  const views: CommunitiesView[] = [];
  onTestFinished(fresh.handlers.communities.list.subscribe((view) => views.push(view)));
  expect(await fresh.handlers.identity.restore({ text, passphrase })).toMatchObject({
    value: { communities: ['Our street'], problems: [] },
  });
  await expect
    .poll(() => views.at(-1)?.communities.map(({ name }) => name))
    .toEqual(['Our street']);

  // both are in a community now, so neither key is without use
  for (const { handlers, folder } of [alice, fresh]) {
    const before = memberIn(folder);
    const again = await handlers.identity.restore({ text, passphrase });
    expect(again).toMatchObject({ ok: false, error: { name: 'identity_in_use' } });
    expect(now(handlers.identity.state).inUse).toMatch(/in a community.*--replace/);
    expect(memberIn(folder)).toBe(before);
  }
  expect(fs.existsSync(join(fresh.folder, 'identity.key.old-2'))).toBe(false);
});
