/** Releases among real nodes, from the command line: one shares, the other fetches, and what may not be is refused. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

test(
  'two makers sign the files of a tag, and a file leads others to them',
  { timeout: 240_000 },
  async () => {
    const [alice, bob] = community.people;
    assert(alice !== undefined && bob !== undefined, 'there are two');
    const source = taggedFolder();
    const tagged = ['--repository', source, '--tag', 'v2'];
    const files = temporaryFolder();
    const draft = join(files, 'lines.chdraft');
    const named = ['--name', 'Lines', '--release', '2', '--licence', 'MIT'];
    const makers = ['--maintainer', 'Bob', '--needs', '2', '--draft', draft];
    const wrongTag = ['--repository', source, '--tag', 'v3', ...named];
    expect(await refusedAs(alice, 'software', 'share', ...wrongTag)).toBe('not_there');
    const stranger = ['--maintainer', 'Mallory', '--needs', '2'];
    const strange = await refusedAs(alice, 'software', 'share', source, ...named, ...stranger);
    expect(strange).toBe('unknown_name');
    const nobodys = ['--receipt', '66'.repeat(32), '--task', '55'.repeat(32)];
    const strangers = ['software', 'share', ...tagged, ...named, ...nobodys];
    expect(await refusedAs(alice, ...strangers)).toBe('refused');
    const drafted = await patiently(() =>
      told(alice, 'software', 'share', ...tagged, ...named, ...makers),
    );
    expect(drafted).toMatchObject({
      draft,
      size: { files: 2 },
      origin: { tag: 'v2', isSigned: false },
    });

    expect(await refusedAs(alice, 'software', 'publish', draft)).toBe('too_few_signatures');
    expect(await refusedAs(alice, 'software', 'sign', draft, '--yes')).toBe('refused');
    expect(await refusedAs(bob, 'software', 'sign', draft)).toBe('not_confirmed');
    const other = fillFolder(temporaryFolder(), { run: 5 });
    const compared = ['software', 'sign', draft, '--yes', '--files', other];
    expect(await refusedAs(bob, ...compared)).toBe('other_files');
    const text = readFileSync(draft, 'utf8');
    const changed = join(files, 'changed.chdraft');
    writeFileSync(changed, text.replace('"MIT"', '"GPL-3.0-only"'));
    expect(await refusedAs(bob, 'software', 'sign', changed, '--yes')).toBe('wrong_signature');
    writeFileSync(changed, text.replace('"needed": 2', '"needed": 1'));
    expect(await refusedAs(alice, 'software', 'publish', changed)).toBe('wrong_signature');
    const signed = await told(bob, 'software', 'sign', draft, '--yes', ...tagged);
    expect(signed).toEqual({ draft, signatures: 2, needed: 2 });
    expect(await refusedAs(bob, 'software', 'publish', draft)).toBe('unknown_import');
    const { release } = await told(alice, 'software', 'publish', draft);

    const shown = await patiently(() => told(bob, 'software', 'show', 'Lines 2'));
    expect(shown).toMatchObject({ id: release, signaturesNeeded: 2, makers: [{}, {}] });
    const file = join(files, 'lines.chrelease');
    await told(bob, 'software', 'file', 'Lines 2', '--into', file);
    expect(await refusedAs(bob, 'software', 'get', file, '--into', files)).toBe('not_confirmed');
    const bent = join(files, 'bent.chrelease');
    const said = readFileSync(file, 'utf8');
    writeFileSync(bent, said.replace(String(shown['manifest']), 'ab'.repeat(32)));
    expect(await refusedAs(bob, 'software', 'get', bent, '--yes')).toBe('bad_release_file');
    await told(bob, 'software', 'get', file, '--into', files, '--yes');
    const modes = ['run', 'read'].map(
      (path) => statSync(join(files, 'Lines 2', path)).mode & 0o111,
    );
    // where a system knows what may be run
    if (process.platform !== 'win32') expect(modes.map((mode) => mode > 0)).toEqual([true, false]);
  },
);

/** A repository with a program and a text under the tag v2, and something else in its folder. */
function taggedFolder(): string {
  const folder = fillFolder(temporaryFolder(), { run: 5, read: 100_000 });
  chmodSync(join(folder, 'run'), 0o755);
  const own = ['-c', 'user.name=Alice', '-c', 'user.email=alice@example.org'];
  const git = (...given: readonly string[]) =>
    execFileSync('git', [...own, ...given], { cwd: folder, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Both');
  git('tag', 'v2');
  return fillFolder(folder, { 'not committed': 1 });
}

function share(place: string, named: readonly string[], licence: string): readonly string[] {
  return ['software', 'share', place, ...named, '--licence', licence];
}
