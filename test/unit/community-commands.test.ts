import { expect, test } from 'vitest';
import { csv } from '../../main/headless/commands/community-hours.ts';
import {
  choose,
  membersNamed,
  numberWithin,
  toldApart,
} from '../../main/headless/commands/community-session.ts';
import type { Session } from '../../main/headless/commands/community-session.ts';
import { reasonOf } from '../../main/headless/commands/files.ts';
import { ok } from '../../shared/base/result.ts';
import { members } from '../support/sample-communities.ts';

interface Thing {
  readonly key: string;
  readonly name: string | null;
}

const words = {
  one: 'member',
  several: 'members',
  keyOf: ({ key }: Thing) => key,
  nameOf: ({ name }: Thing) => name,
};
const bob: Thing = { key: 'abcd1'.padEnd(64, '0'), name: 'Bob' };
const small: Thing = { key: 'abcd2'.padEnd(64, '0'), name: 'bob' };
const other: Thing = { key: 'abce3'.padEnd(64, '0'), name: 'Bob' };
const cafe: Thing = { key: 'dead4'.padEnd(64, '0'), name: 'cafe' };
const keyLike: Thing = { key: 'cafe5'.padEnd(64, '0'), name: null };

test.each([
  ['Bob', [bob, small], bob],
  ['BOB', [bob, cafe], bob],
  ['abcd1', [bob, small, other], bob],
  ['ABCE', [bob, small, other], other],
  ['cafe', [cafe, keyLike], cafe],
  ['cafe5', [cafe, keyLike], keyLike],
])('“%s” is whoever has the name, or else the only key that begins so', (typed, things, meant) => {
  expect(choose(things, typed, words)).toEqual({ ok: true, value: meant });
});

test.each([
  ['Bob', [bob, other], 'ambiguous', /may be 2 members: .* one of abcd10000000, abce30000000\.$/],
  ['abcd', [bob, small], 'ambiguous', /may be 2 members/],
  ['abc', [bob], 'unknown_name', /no member of the name or key “abc”/],
  ['Zoe', [], 'unknown_name', /no member/],
  ['\u001B[31mZoe', [], 'unknown_name', /key “\[31mZoe”/],
])('“%s” that is not one is refused with a sentence', (typed, things, name, sentence) => {
  const { error } = choose(things, typed, words) as { error: { name: string; detail: string } };
  expect(error.name).toBe(name);
  expect(error.detail).toMatch(sentence);
});

test('members that are named are looked up among all at once, and each is meant once', async () => {
  const [first, second] = members();
  const [id, name] = [first?.person.id ?? '', second?.person.name ?? ''];
  let asked = 0;
  const list = () => {
    asked += 1;
    return Promise.resolve(ok({ members: members() }));
  };
  const session = { client: { members: { list } } } as unknown as Session;
  expect(await membersNamed(session, 'c0', [id, name, id])).toEqual(ok([id, second?.person.id]));
  expect(asked).toBe(1);
  expect(await membersNamed(session, 'c0', ['nobody'])).toMatchObject({
    error: { name: 'unknown_name' },
  });
  expect(await membersNamed(session, 'c0', [])).toEqual(ok([]));
});

test('communities of one name are told apart by their keys', () => {
  const [one, two, elsewhere] = ['abcd1', 'abcd2', 'dead4'].map((key) => key.padEnd(64, '0'));
  const communities = [
    { id: one ?? '', name: 'Allotment' },
    { id: two ?? '', name: 'Allotment' },
    { id: elsewhere ?? '', name: 'Riverside' },
  ];
  expect(toldApart(communities)).toBe(
    '“Allotment” (abcd10000000), “Allotment” (abcd20000000), “Riverside”',
  );
});

test.each([
  ['ENOENT', 'there is no such file or folder'],
  ['EISDIR', 'it is a folder'],
  ['EIO', 'EIO'],
])('a file that fails with %s: %s', (code, words) => {
  expect(reasonOf(Object.assign(new Error('of the system'), { code }))).toBe(words);
});

test('a table keeps quotes, and a name in it is no formula', () => {
  const rows = csv([
    ['a', 'b'],
    [1n, -2, null, true],
    ['say "hi", you', '=HYPERLINK("x")', '-1+1', 'line\nbreak'],
  ]);
  expect(rows).toBe(
    'a,b\r\n1,-2,,true\r\n"say ""hi"", you","\'=HYPERLINK(""x"")",\'-1+1,"line\nbreak"\r\n',
  );
});

test.each(['0', '31', '1.5', '-1', '', '1e1', '99999999999'])(
  '“%s” is no number of days from 1 to 30',
  (typed) => {
    expect(numberWithin(typed, [1, 30], 'The number')).toMatchObject({
      error: { detail: 'The number must be a whole number from 1 to 30.' },
    });
  },
);
