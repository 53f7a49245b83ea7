/** What pages hear of a round among real nodes on virtual time: before, while and after it closes. */
import { expect, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import type { CauseTextInput } from '../../shared/api/cause-shape.ts';
import type { OfferTextInput } from '../../shared/api/stake-shape.ts';
import { weightsOf } from '../../shared/api/stake-words.ts';
import { createRecordWorld, epochMs, startsAtMs } from '../support/record-world/world.ts';
import type { RecordWorld } from '../support/record-world/world.ts';
import { given, openStakeHouse } from '../support/stake-house.ts';
import type { StakeHouse } from '../support/stake-house.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? 7);
const issued = 1_000_000_000n;
const part = issued / 20n;

function runTo(world: RecordWorld, epoch: number, within: number): void {
  world.time.run((epoch + within) * epochMs - world.time.now());
}

function causeText(change: Partial<CauseTextInput> = {}): CauseTextInput {
  return {
    statement: 'Whoever asks gets a translation of a medical leaflet within a day.',
    ...{ beneficiaries: 'Patients', metric: 'Leaflets translated', unit: 'leaflets' },
    ...{ comparator: 'at_least', baseline: 0n, target: 500_000n, check: 'attestors', attestors: 3 },
    dueAtMs: startsAtMs + 100 * epochMs,
    ...{ tags: ['health'], replaces: null },
    ...change,
  };
}

/** Five people with a cause each, certified, in rounds of six epochs. */
async function begin() {
  const parameters = { roundEpochs: 6, sealEpochs: 3, newcomerReleasePpm: 100_000 };
  const world = createRecordWorld(seed, { founders: 5, witnesses: 4, degree: 7, parameters });
  for (const keeper of world.keepers) world.start(keeper);
  runTo(world, 0, 0.3);
  const houses = world.keepers.map((keeper) => openStakeHouse(world, keeper));
  const causes: string[] = [];
  for (const { community, answers } of houses) {
    const made = await given('causes.make', answers.causes.make({ community, ...causeText() }));
    causes.push(made.cause);
  }
  return { world, houses, causes };
}

function offerText(
  houses: readonly StakeHouse[],
  causes: readonly string[],
  wanted: readonly number[],
  change: Partial<OfferTextInput> = {},
): OfferTextInput {
  const weights = weightsOf(wanted.map(() => 1));
  const wants = wanted.map((index, place) => ({
    kind: 'member' as const,
    member: houses[index]?.me ?? '',
    cause: causes[index] ?? '',
    weightPpm: weights[place] ?? 0,
  }));
  return { give: null, quantity: part, wants, reason: 'They answer.', rounds: 1, ...change };
}

test('a cause waits for its certificate, an offer is sealed, opened and matched, and the round is explained', async () => {
  const { world, houses, causes } = await begin();
  const [alice] = houses;
  assert(alice !== undefined, 'somebody is there');
  const { community, answers } = alice;
  const everything = {
    ...{ community, after: null, limit: 20, search: '', tag: null, state: null, issuers: null },
    ...{ dueBeforeMs: null, isChecked: null },
  };
  const waiting = await given('causes.list', answers.causes.list(everything));
  expect(waiting.causes.some(({ state, isMine }) => state === 'waiting' && isMine)).toBe(true);

  runTo(world, 1, 0.5);
  const listed = await given('causes.list', answers.causes.list(everything));
  expect(listed).toMatchObject({ total: 5, tags: [{ tag: 'health', causes: 5 }] });
  expect(listed.causes[0]).toMatchObject({ state: 'live', dueAtMs: startsAtMs + 100 * epochMs });
  await narrowed(alice, everything, [
    [{ search: 'no such words' }, 0],
    [{ issuers: [alice.me] }, 1],
    [{ issuers: houses.slice(0, 2).map(({ me }) => me) }, 2],
    [{ issuers: [] }, 0],
    [{ dueBeforeMs: startsAtMs + 100 * epochMs }, 0],
    [{ dueBeforeMs: startsAtMs + 100 * epochMs + 1 }, 5],
    [{ isChecked: true }, 0],
    [{ isChecked: false }, 5],
  ]);

  const now = await given('stakes.now', answers.stakes.now({ community }));
  expect(now).toMatchObject({ round: 0, phase: 'sealing', own: issued, isMember: true });
  expect(now).toMatchObject({ offerable: issued / 10n, boundBy: 'release', floor: issued / 10n });

  const offers: string[] = [];
  for (const [index, { answers: theirs }] of houses.entries()) {
    const text = offerText(houses, causes, [(index + 1) % 5, (index + 2) % 5]);
    if (index === 0) {
      const preview = await given('stakes.preview', theirs.stakes.preview({ community, ...text }));
      const kept = { ownBefore: issued, ownAfter: issued - part, refusal: null };
      expect(preview).toEqual({ ...kept, wanted: [null, null] });
    }
    offers.push((await given('stakes.offer', theirs.stakes.offer({ community, ...text }))).offer);
  }
  const placed = await given('stakes.offers', answers.stakes.offers({ community }));
  expect(placed.offers).toMatchObject([{ id: offers[0], state: 'sealing', isWithdrawable: true }]);
  // what is sealed counts against what may still be offered
  const after = await given('stakes.now', answers.stakes.now({ community }));
  expect(after.offerable).toBe(issued / 10n - part);

  runTo(world, 2, 0.5);
  const sealed = await given('stakes.offers', answers.stakes.offers({ community }));
  expect(sealed.offers[0]?.state).toBe('sealed');
  runTo(world, 4, 0.5);
  const open = await given('stakes.offers', answers.stakes.offers({ community }));
  expect(open.offers[0]?.state).toBe('open');
  expect((await given('stakes.now', answers.stakes.now({ community }))).phase).toBe('opening');

  runTo(world, 6, 0.5);
  const done = await given('stakes.offers', answers.stakes.offers({ community }));
  expect(done.offers[0]).toMatchObject({ state: 'matched', matched: part, waited: 1 });
  await explained(alice);
  await remembered(alice, causes);
  expect(world.faults).toEqual([]);
});

type CauseQuestion = Parameters<StakeHouse['answers']['causes']['list']>[0];

async function narrowed(
  { answers }: StakeHouse,
  everything: CauseQuestion,
  cases: readonly (readonly [Partial<CauseQuestion>, number])[],
): Promise<void> {
  for (const [narrow, total] of cases) {
    const found = answers.causes.list({ ...everything, ...narrow });
    expect({ narrow, total: (await given('causes.list', found)).total }).toEqual({ narrow, total });
  }
}

async function explained({ community, answers, me }: StakeHouse): Promise<void> {
  const { rounds } = await given(
    'stakes.rounds',
    answers.stakes.rounds({ community, before: null, limit: 10 }),
  );
  const row = { number: 0, offers: 5, matchedOffers: 5, mine: 1, mineMatched: 1 };
  expect(rounds).toMatchObject([{ ...row, volume: 5n * part }]);
  const round = await given('stakes.round', answers.stakes.round({ community, round: 0 }));
  expect(round.sentence).toBe(
    'Round 0: your offer was matched. You now keep 95.0% of yourself (was 100.0%).',
  );
  expect(round.offersOfMine).toMatchObject([{ got: part, why: null }]);
  expect(round.lines.reduce((sum, { units }) => sum + units, 0n)).toBe(0n);
  expect(round.rings.length).toBeGreaterThan(0);
  const check = await given('stakes.check', answers.stakes.check({ community, round: 0 }));
  expect(check).toMatchObject({ isSame: true });
  const file = await given(
    'stakes.roundFile',
    answers.stakes.roundFile({ community, round: 0, offset: 0 }),
  );
  expect([file.total, file.piece.byteLength]).toEqual([round.fileBytes, round.fileBytes]);
  expect(answers.stakes.round({ community, round: 7 })).toMatchObject({
    error: { name: 'unknown_round' },
  });

  const mine = await given('stakes.mine', answers.stakes.mine({ community }));
  expect(mine).toMatchObject({ own: issued - part, issued });
  const ways = { units: part / 2n, since: 0, series: [part / 2n], direction: 'steady' };
  expect(mine.held).toMatchObject([ways, ways]);
  expect(mine.holders.map(({ units }) => units)).toEqual([part / 2n, part / 2n]);
  expect(mine.self.directPpm).toBe(950_000);
  const [first] = mine.held;
  const member = first?.person.id ?? '';
  const paths = await given('stakes.paths', answers.stakes.paths({ community, member }));
  expect(paths.paths[0]).toMatchObject({ productPpm: 25_000 });
  expect(paths.paths[0]?.steps[0]?.person.id).toBe(me);
  expect(paths.portion.throughPpm).toBeGreaterThan(0);
}

async function remembered(
  { community, answers }: StakeHouse,
  causes: readonly string[],
): Promise<void> {
  const values = await given('stakes.values', answers.stakes.values({ community }));
  expect(values).toMatchObject({ held: 5, bands: { rounds: [0] } });
  expect(values.causes).toHaveLength(5);
  const influence = await given('stakes.influence', answers.stakes.influence({ community }));
  expect(influence.people).toHaveLength(5);
  expect(influence.links).toHaveLength(10);
  const asked = { community, search: '', before: null, limit: 7 };
  const first = await given('stakes.memory', answers.stakes.memory(asked));
  expect(first.entries.map(({ kind }) => kind)).toEqual([
    ...['offer', 'offer', 'offer', 'offer', 'offer', 'cause', 'cause'],
  ]);
  const last = first.entries.at(-1);
  assert(last !== undefined, 'there are entries');
  const before = { round: last.round, index: last.index };
  expect(first).toMatchObject({ next: before, isCut: false });
  const rest = await given('stakes.memory', answers.stakes.memory({ ...asked, before }));
  expect(rest.entries.map(({ kind }) => kind)).toEqual(['cause', 'cause', 'cause']);
  expect(rest).toMatchObject({ next: null, isCut: false });
  const found = answers.stakes.memory({ ...asked, search: 'LEAFLET offered' });
  expect((await given('stakes.memory', found)).entries).toHaveLength(5);
  const [cause = ''] = causes;
  const shown = await given('causes.show', answers.causes.show({ community, cause }));
  expect(shown).toMatchObject({ heldUnits: part, holders: 2, series: [part], isMine: true });
}

test('what cannot be offered, taken back, made or said is refused by its name, with one sentence', async () => {
  const { world, houses, causes } = await begin();
  runTo(world, 1, 0.5);
  const [alice, bob] = houses;
  assert(alice !== undefined && bob !== undefined, 'two are there');
  const { community, answers } = alice;
  const refused = async (text: OfferTextInput) => {
    const answer = await answers.stakes.offer({ community, ...text });
    const preview = await given('stakes.preview', answers.stakes.preview({ community, ...text }));
    assert(!answer.ok, 'it is refused');
    expect(preview.refusal).toEqual({ name: answer.error.name, sentence: answer.error.detail });
    return answer.error.name;
  };
  const basket = offerText(houses, causes, [1, 2]);
  expect(await refused({ ...basket, quantity: 0n })).toBe('refused');
  expect(await refused({ ...basket, quantity: issued * 2n })).toBe('gives_more_than_held');
  expect(await refused({ ...basket, quantity: issued / 2n })).toBe('above_release');
  expect(await refused(offerText(houses, causes, [1]))).toBe('wants_one_person');
  expect(await refused(offerText(houses, causes, [0, 1]))).toBe('wants_oneself');
  const others = [...causes.slice(1), causes[0] ?? ''];
  expect(await refused(offerText(houses, others, [1, 2]))).toBe('cause_not_live');
  const give = { member: bob.me, cause: causes[1] ?? '' };
  expect(await refused({ ...basket, give })).toBe('gives_more_than_held');

  const name = async (answer: unknown) =>
    ((await answer) as { readonly error: { readonly name: string } }).error.name;
  const offer = '0'.repeat(64);
  expect(await name(answers.stakes.withdraw({ community, offer }))).toBe('unknown_offer');
  const make = (change: Partial<CauseTextInput>) =>
    name(answers.causes.make({ community, ...causeText(change) }));
  expect(await make({ statement: 'Too short' })).toBe('bad_cause');
  expect(await make({ target: 0n })).toBe('bad_cause');
  expect(await make({ dueAtMs: startsAtMs })).toBe('bad_cause');
  expect(await make({ replaces: causes[1] ?? '' })).toBe('unknown_cause');
  const attest = (cause: string) =>
    name(answers.causes.attest({ community, cause, seen: 1n, note: '' }));
  expect(await attest(offer)).toBe('unknown_cause');
  expect(await attest(causes[1] ?? '')).toBe('not_an_attestor');

  const placed = await given('stakes.offer', answers.stakes.offer({ community, ...basket }));
  const taken = { community, offer: placed.offer };
  await given('stakes.withdraw', answers.stakes.withdraw(taken));
  expect(await name(answers.stakes.withdraw(taken))).toBe('offer_over');
  const { offers } = await given('stakes.offers', answers.stakes.offers({ community }));
  expect(offers).toMatchObject([{ state: 'withdrawn', sentence: 'You took it back.' }]);
});
