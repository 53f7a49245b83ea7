/** What is sent of an offer and of a cause that were written on the page. */
import { expect, test } from 'vitest';
import {
  causeLacks,
  causeTextOf,
  emptyDraft,
  type CauseDraft,
} from '../../renderer/features/stakes/cause-draft.ts';
import {
  causeWant,
  firstOffer,
  offerLacks,
  offerTextOf,
  tagWant,
  tenthsOf,
  withWant,
} from '../../renderer/features/stakes/offer-draft.ts';

const issued = 1_000_000_000n;
const hex = (digit: string) => digit.repeat(64);
const want = (digit: string) =>
  causeWant({ id: hex(digit), statement: 'To do it', issuer: { id: hex('e'), name: null } });
const three = { ...firstOffer, wants: [want('a'), want('b'), tagWant('river')] };

test('the weights of a basket add up to a million, however many parts there are', () => {
  for (const parts of [1, 2, 7, 100]) {
    const wants = three.wants.map((each, index) => ({ ...each, parts: index === 0 ? parts : 1 }));
    const sent = offerTextOf({ ...three, wants }, issued, issued).wants;
    expect(sent.reduce((sum, { weightPpm }) => sum + weightPpm, 0)).toBe(1_000_000);
    expect(sent.map(({ kind }) => kind)).toEqual(['member', 'member', 'tag']);
  }
});

test('the last step of the slider gives all that may be given, to the unit', () => {
  const most = 83_712_345n;
  expect(tenthsOf(most, issued)).toBe(84);
  expect(offerTextOf({ ...three, tenths: 84 }, issued, most).quantity).toBe(most);
  expect(offerTextOf({ ...three, tenths: 83 }, issued, most).quantity).toBe(83_000_000n);
  expect(offerTextOf({ ...three, tenths: 10 }, issued, 0n).quantity).toBe(10_000_000n);
});

test('stake in another goes back for stake in oneself without any want', () => {
  const give = { member: hex('e'), cause: hex('a') };
  const home = { ...three, give, isHome: true };
  expect(offerTextOf(home, issued, issued).wants).toEqual([]);
  expect(offerTextOf({ ...home, give: null }, issued, issued).wants).toHaveLength(3);
  expect(offerLacks({ ...home, wants: [] })).toBeNull();
  expect(offerLacks({ ...home, give: null, wants: [] })).toBe('Choose for whose stake.');
});

test('a thing is asked for once', () => {
  expect(withWant(three.wants, want('b'))).toHaveLength(3);
  expect(withWant(three.wants, want('c'))).toHaveLength(4);
});

const now = 1_800_000_000_000;
const whole: CauseDraft = {
  ...emptyDraft(now),
  statement: 'Keep the repair workshop open on\n two evenings a week.',
  beneficiaries: 'everybody',
  metric: 'Repairs',
  unit: 'repairs',
  target: '40.5',
  tags: 'tools, Repair tools',
};

test('a cause is sent in one line, in thousandths, with each tag once in their order', () => {
  expect(causeLacks(whole, now)).toBeNull();
  expect(causeTextOf(whole)).toMatchObject({
    statement: 'Keep the repair workshop open on two evenings a week.',
    ...{ baseline: 0n, target: 40_500n, tags: ['repair', 'tools'], attestors: 3 },
  });
  expect(causeTextOf({ ...whole, check: 'hours_given' })).toMatchObject({
    ...{ unit: 'CPU-hours', attestors: 0 },
  });
});

const lacking: readonly (readonly [string, Partial<CauseDraft>, RegExp])[] = [
  ['too few letters', { statement: 'Too short.' }, /40 letters/],
  ['nobody whom it benefits', { beneficiaries: ' ' }, /benefits/],
  ['no unit', { unit: '' }, /unit/],
  ['no number', { target: 'many' }, /two numbers/],
  ['nothing to reach', { target: '0' }, /has to rise/],
  ['a fall that rises', { comparator: 'at_most' }, /has to fall/],
  ['a day that is over', { dueAtMs: now }, /future/],
  ['a tag with a sign in it', { tags: 'to_do' }, /tags/],
  ['six tags', { tags: 'a b c d e f' }, /at most 5 tags/],
];
test.each(lacking)('a cause with %s says what it lacks', (_, part, words) => {
  expect(causeLacks({ ...whole, ...part }, now)).toMatch(words);
});
