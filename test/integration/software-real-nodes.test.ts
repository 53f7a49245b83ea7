/** Releases among real nodes, from the command line: one shares, the other fetches, and what may not be is refused. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { fillFolder } from '../support/release-processes.ts';
import { createTaskCommunity, patiently, refusedAs, told } from '../support/task-community.ts';
import type { TaskCommunity } from '../support/task-community.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let community: TaskCommunity;

beforeAll(async () => {
  community = await createTaskCommunity(['Alice', 'Bob']);
}, 180_000);

afterAll(() => community.close());

test('a release is shared, found, fetched and removed', { timeout: 240_000 }, async () => {
  const [alice, bob] = community.people;
  assert(alice !== undefined && bob !== undefined, 'there are two');
  const source = fillFolder(temporaryFolder(), { 'bin/tool': 300_000, 'read me': 10 });
  const named = ['--name', 'Tool', '--release', '1.2'];
  const closed = await refusedAs(alice, ...share(source, named, 'Proprietary'));
  expect(closed).toBe('bad_licence');
  expect(await refusedAs(alice, ...share(join(source, 'no'), named, 'MIT'))).toBe('not_there');
  const empty = temporaryFolder();
  expect(await refusedAs(alice, ...share(empty, named, 'MIT'))).toBe('bad_files');

  const shared = await patiently(() => told(alice, ...share(source, named, 'MIT')));
  expect(shared['size']).toEqual({ files: 2, bytes: 300_010, pieces: 6 });
  const release = String(shared['release']);
  const listed = await patiently(async () => {
    const page = await told(bob, 'software', 'list', '--search', 'tool');
    expect(page).toMatchObject({ total: 1, releases: [{ id: release, name: 'Tool' }] });
    return page;
  });
  // nothing went into it that would have to be paid back
  expect(listed).toMatchObject({ releases: [{ hours: [{ price: '0' }, { price: '0' }] }] });

  const into = join(temporaryFolder(), 'here');
  expect(await refusedAs(bob, 'software', 'get', 'Tool 1.2', '--into', into)).toBe('not_there');
  mkdirSync(into);
  expect(await refusedAs(bob, 'software', 'get', 'Other', '--into', into)).toBe('unknown_name');
  await told(bob, 'software', 'get', 'Tool 1.2', '--into', into);
  for (const path of ['bin/tool', 'read me']) {
    const [there, here] = [join(source, path), join(into, 'Tool 1.2', path)].map((file) =>
      readFileSync(file),
    );
    expect(here?.equals(there ?? new Uint8Array())).toBe(true);
  }
  const mine = await told(bob, 'software', 'mine');
  expect(mine).toMatchObject({ releases: [{ release, state: 'ready', pieces: 6 }] });
  await told(bob, 'software', 'remove', 'Tool 1.2', '--files');
  expect(readdirSync(into)).toEqual([]);
});

function share(place: string, named: readonly string[], licence: string): readonly string[] {
  return ['software', 'share', place, ...named, '--licence', licence];
}
