/** What the market refuses is refused by its name, and by the same one on every node (rules R9, R10 and R14). */
import { expect, test } from 'vitest';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import { lotOf } from '../../shared/stake/lots.ts';
import type { Offer, OfferRefusal } from '../../shared/stake/market.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import { offerOf, sealed, wantsOf } from '../support/ledger-market.ts';
import { counter } from '../support/ledger-world.ts';
import { openedOf, start } from '../support/market-start.ts';
import type { MarketStart } from '../support/market-start.ts';

/** What becomes of the first record in a height: on this node, and on one that has the state from a snapshot. */
function verdictOf(state: LedgerState, epoch: number, ...records: readonly CheckedRecord[]) {
  const [first] = records;
  const here = fold(state, epoch, ...records);
  const read = decodeState(encodeState(state));
  if (first === undefined || read === null) throw new Error('a state is read back');
  const there = foldEpoch(read, { epoch, records: [...records, ...records].reverse() });
  expect([...there.verdicts].sort()).toEqual([...here.verdicts].sort());
  expect(encodeState(there.state)).toEqual(encodeState(here.state));
  return { verdict: here.verdictsOf(first)[0], offers: here.state.market.offers };
}

/** Seals an offer of Alice in the first epoch of a round, opens it in the third beside one of Bob, and says how it is refused. */
function refusal(scene: MarketStart, state: LedgerState, offer: Offer): string | undefined {
  const { world, alice, bob, carol, offerFor } = scene;
  const { round } = state.market;
  const from = state.epoch + 1;
  const ofAlice = sealed(world, alice, offer, { round, word: 'refused' });
  const ofBob = sealed(world, bob, offerFor(bob, alice, carol), { round, word: 'taken' });
  const at = fold(state, from, ofAlice.seal, ofBob.seal).state;
  const opened = fold(at, from + 1).state;
  const { verdict, offers } = verdictOf(opened, from + 2, ofAlice.open(), ofBob.open());
  expect([...offers.values()].map(({ member }) => member)).toEqual([bob.member.hex]);
  return verdict;
}

const failed = (name: OfferRefusal) => `without_effect: ${name}`;

test.each<[OfferRefusal, (scene: MarketStart) => Offer]>([
  [
    'gives_more_than_held',
    ({ alice, bob, carol, offerFor }) => ({
      ...offerFor(alice, bob, carol),
      quantity: 1_000_001n,
    }),
  ],
  [
    'below_floor',
    ({ alice, bob, carol, offerFor }) => ({
      ...offerFor(alice, bob, carol),
      quantity: 900_001n,
    }),
  ],
  [
    'above_release',
    ({ alice, bob, carol, offerFor }) => ({
      ...offerFor(alice, bob, carol),
      quantity: 250_001n,
    }),
  ],
  ['wants_one_person', ({ alice, bob, offerFor }) => offerFor(alice, bob)],
  ['wants_oneself', ({ alice, bob, offerFor }) => offerFor(alice, alice, bob)],
  ['wants_own_tag', ({ alice }) => offerOf(alice)],
  [
    'member_unknown',
    ({ alice, bob, wantOf }) =>
      offerOf(alice, {
        wants: wantsOf(wantOf(bob), { member: '7'.repeat(64), cause: wantOf(bob).cause }),
      }),
  ],
  [
    'cause_not_live',
    ({ alice, bob, carol, wantOf }) =>
      offerOf(alice, {
        wants: wantsOf(wantOf(bob), { ...wantOf(carol), cause: wantOf(bob).cause }),
      }),
  ],
  [
    'wants_too_much_of_one',
    ({ alice, bob, carol, wantOf }) =>
      offerOf(alice, {
        wants: [
          { kind: 'member', ...wantOf(bob), weightPpm: 500_001 },
          { kind: 'member', ...wantOf(carol), weightPpm: 499_999 },
        ],
      }),
  ],
  [
    // What names no cause cannot be written otherwise than by zeros, and nobody has that cause.
    'cause_not_live',
    ({ alice, bob, carol, wantOf }) =>
      offerOf(alice, { wants: wantsOf({ ...wantOf(bob), cause: '' }, wantOf(carol)) }),
  ],
])('an offer is without effect as %s, on every node alike', (name, made) => {
  const scene = start();
  expect(refusal(scene, fold(scene.state, 3).state, made(scene))).toBe(failed(name));
});

/** After a round in which Alice, Bob and Carol each came to hold a twentieth of the other two. */
function holding() {
  const scene = start();
  const { alice, bob, carol, offerFor, wantOf } = scene;
  const opened = openedOf(
    scene,
    [alice, offerFor(alice, bob, carol)],
    [bob, offerFor(bob, alice, carol)],
    [carol, offerFor(carol, alice, bob)],
  );
  const { state } = fold(opened.state, 3);
  const { cause } = wantOf(bob);
  const held = lotOf(state.market.lots, alice.member.hex, bob.member.hex, cause);
  expect(held).toBe(50_000n);
  const ofBob = { give: bob.member.hex, giveCause: cause, quantity: held };
  return { scene, state, ofBob };
}

test('stake in a person is not given for stake in the same person', () => {
  const { scene, state, ofBob } = holding();
  const { alice, bob, carol, offerFor } = scene;
  const offer = { ...offerFor(alice, bob, carol), ...ofBob };
  expect(refusal(scene, state, offer)).toBe(failed('wants_given'));
});

test('stake that supports hours which were borrowed is not given away', () => {
  const { scene, state, ofBob } = holding();
  const { world, alice, bob, carol } = scene;
  const back = { ...offerOf(alice), ...ofBob, wants: [] };
  const worked = [
    counter(world, bob, carol, { epoch: 4, quantity: 6n * hour }),
    counter(world, carol, bob, { epoch: 4, quantity: 4n * hour }),
  ];
  const at4 = fold(state, 4, ...worked).state;
  const one = sealed(world, alice, back, { round: 1 });
  const borrowed = counter(world, carol, alice, { epoch: 5, quantity: 100n * hour });
  const opening = one.open();
  expect(verdictOf(fold(at4, 5, one.seal).state, 6, opening).verdict).toBe('applied');
  const lent = fold(at4, 5, one.seal, borrowed).state;
  expect(verdictOf(lent, 6, opening).verdict).toBe(failed('pledged'));
});

test('what is opened otherwise than it was sealed, or sealed for a round that takes no more, is refused', () => {
  const { world, alice, bob, carol, state, offerFor } = start();
  const offer = offerFor(alice, bob, carol);
  const one = sealed(world, alice, offer);
  const at2 = fold(fold(state, 1, one.seal).state, 2).state;
  const broken = one.open({ about: { ...offer, quantity: 7n } });
  expect(verdictOf(at2, 3, broken).verdict).toBe(failed('seal_broken'));
  const late = sealed(world, bob, offerFor(bob, alice, carol), { round: 0 });
  expect(verdictOf(at2, 3, late.seal).verdict).toBe(failed('offer_too_late'));
  const closed = fold(at2, 3).state;
  expect(verdictOf(closed, 4, sealed(world, carol, offer, { round: 0 }).seal).verdict).toBe(
    failed('offer_too_late'),
  );
});
