import { expect, test } from 'vitest';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import { marketDue } from '../../shared/ledger/market-due.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import type { recordFailures } from '../../shared/ledger/verdict.ts';
import { unitsOf } from '../../shared/stake/lots.ts';
import { hexOf } from '../support/hex-names.ts';
import { fold } from '../support/ledger-fold.ts';
import { cause, idOf, sealed } from '../support/ledger-market.ts';
import { found, invite, join, machineOf, write } from '../support/ledger-world.ts';
import type { Machine } from '../support/ledger-world.ts';
import { openedOf, rules, start } from '../support/market-start.ts';

const failed = (name: keyof typeof recordFailures) => `without_effect: ${name}`;

test('an offer is sealed in the first part of a round, opened in the rest and matched at its end', () => {
  const scene = start();
  const { alice, bob, carol, offerFor } = scene;
  const opened = openedOf(
    scene,
    [alice, offerFor(alice, bob, carol)],
    [bob, offerFor(bob, alice, carol)],
    [carol, offerFor(carol, alice, bob)],
  );
  expect(opened.said).toEqual(['applied', 'applied', 'applied']);
  expect(opened.state.market.commitments.size).toBe(0);
  const closed = fold(opened.state, 3);
  expect(closed.round?.number).toBe(0);
  expect(closed.round?.offers.map(({ id }) => id)).toEqual(opened.ids.toSorted());
  expect(closed.state.market.round).toBe(1);
  const { lots } = closed.state.market;
  expect(unitsOf(lots, alice.member.hex, alice.member.hex)).toBe(900_000n);
  expect(unitsOf(lots, alice.member.hex, bob.member.hex)).toBe(50_000n);
  expect(closed.state.market.offers.size).toBe(0);
  expect(decodeState(encodeState(closed.state))).toEqual(closed.state);
});

test('a seal counts for the round that it names while that one takes seals, and for the next', () => {
  const { world, alice, state, offerFor, bob, carol } = start();
  const offer = offerFor(alice, bob, carol);
  const sealFor = (round: number, word: string) =>
    sealed(world, alice, offer, { round, word }).seal;
  const early = [sealFor(0, 'a'), sealFor(1, 'b'), sealFor(2, 'c')];
  const one = fold(state, 1, ...early);
  expect(one.verdictsOf(...early)).toEqual(['applied', 'applied', failed('seal_too_early')]);
  const late = [sealFor(0, 'd'), sealFor(1, 'e')];
  const two = fold(one.state, 2, ...late);
  expect(two.verdictsOf(...late)).toEqual([failed('offer_too_late'), 'applied']);
});

test('an opening that nothing sealed, or something else, or somebody else, is without effect', () => {
  const { world, alice, bob, carol, state, offerFor } = start();
  const offer = offerFor(alice, bob, carol);
  const one = sealed(world, alice, offer, { word: 'one' });
  const at1 = fold(state, 1, one.seal, one.open()).state;
  const early = one.open();
  const other = one.open({ about: { ...offer, quantity: 7n } });
  const stolen = one.open({ by: bob });
  const later = sealed(world, carol, offerFor(carol, alice, bob), { round: 1 });
  const unsealed = sealed(world, bob, offerFor(bob, alice, carol), { round: 5 });
  const all = [other, stolen, later.seal, later.open(), unsealed.seal, unsealed.open()];
  const at2 = fold(at1, 2, early, ...all);
  expect(at1.market.offers.size).toBe(0);
  expect(at2.verdictsOf(early, ...all)).toEqual([
    'applied',
    failed('seal_unknown'),
    failed('seal_unknown'),
    'applied',
    failed('opened_too_early'),
    failed('seal_too_early'),
    failed('seal_unknown'),
  ]);
});

test('what is opened otherwise than it was sealed is without effect', () => {
  const { world, alice, bob, carol, state, offerFor } = start();
  const offer = offerFor(alice, bob, carol);
  const one = sealed(world, alice, offer);
  const at1 = fold(state, 1, one.seal).state;
  const broken = one.open({ about: { ...offer, quantity: 7n } });
  const at2 = fold(at1, 2, broken);
  expect(at2.verdictsOf(broken)).toEqual([failed('seal_broken')]);
});

test('a member has at most 20 offers sealed or open', () => {
  const { world, alice, bob, carol, state, offerFor } = start();
  const offer = offerFor(alice, bob, carol);
  const seals = Array.from(
    { length: 21 },
    (_, index) => sealed(world, alice, offer, { word: String(index) }).seal,
  );
  const one = fold(state, 1, ...seals);
  expect(one.verdictsOf(...seals.slice(-2))).toEqual(['applied', failed('too_many_offers')]);
});

test('an offer is taken back by its author only, sealed or open', () => {
  const scene = start();
  const { world, alice, bob, carol, offerFor } = scene;
  const opened = openedOf(
    scene,
    [alice, offerFor(alice, bob, carol)],
    [bob, offerFor(bob, alice, carol)],
  );
  const [ofAlice = '', ofBob = ''] = opened.ids;
  const later = sealed(world, carol, offerFor(carol, alice, bob), { round: 1 });
  const back = [
    write(world, alice, 'withdrawal', { offer: ofAlice }),
    write(world, alice, 'withdrawal', { offer: ofBob }),
    write(world, carol, 'withdrawal', { offer: idOf(later.seal) }),
  ];
  const closed = fold(opened.state, 3, later.seal, ...back);
  expect(closed.verdictsOf(...back)).toEqual(['applied', failed('no_such_offer'), 'applied']);
  expect([...closed.state.market.offers.keys()]).toEqual([ofBob]);
  expect(closed.state.market.commitments.size).toBe(0);
});

test('what was not opened in time is lost, but not where nobody could open it', () => {
  const { world, alice, bob, carol, state, offerFor } = start();
  const one = sealed(world, alice, offerFor(alice, bob, carol));
  const isSealed = fold(state, 1, one.seal).state;
  const inTime = fold(isSealed, 2).state;
  expect(fold(inTime, 3).state.market.commitments.size).toBe(0);
  const away = fold(state, 9, one.seal).state;
  expect([...away.market.commitments.values()].map(({ round }) => round)).toEqual([2]);
  const opening = one.open();
  expect(fold(away, 10, opening).verdictsOf(opening)).toEqual(['applied']);
});

test('causes are at most 20, due within two years and stand in place of one’s own only', () => {
  const { world, alice, bob, made, state } = start();
  const [, ofBob = made[0]] = made;
  if (ofBob === undefined) throw new Error('a cause');
  const soon = cause(world, alice, { deadline: 4 });
  const far = cause(world, alice, { deadline: 2 + 730 * 24 });
  const stolen = cause(world, alice, { replaces: idOf(ofBob) });
  const many = Array.from({ length: 21 }, (_, index) =>
    cause(world, bob, { target: BigInt(index + 1) }),
  );
  const one = fold(state, 1, soon, far, stolen, ...many);
  expect(one.verdictsOf(soon, far, stolen)).toEqual([
    failed('deadline_out_of_range'),
    failed('deadline_out_of_range'),
    failed('replaces_no_cause'),
  ]);
  expect(one.verdictsOf(...many.slice(18, 20))).toEqual(['applied', failed('too_many_causes')]);
});

test('attestors are drawn when the round closes, among those who do not hold the issuer', () => {
  const { world, alice, bob, carol, dave, state } = start();
  const late = cause(world, alice, { deadline: 8 });
  const at3 = fold(fold(state, 1, late).state, 3).state;
  const { drawn } = at3.market.causes.get(idOf(late)) ?? { drawn: [] };
  expect([...drawn]).toEqual([bob, carol, dave].map(({ member }) => member.hex).toSorted());
  const see = (machine: Machine, seen: bigint) =>
    write(world, machine, 'attestation', { cause: idOf(late), seen, note: '' });
  const said = [see(bob, 600_000n), see(carol, 700_000n), see(dave, 1n), see(alice, 9n)];
  const at4 = fold(at3, 4, ...said);
  expect(at4.verdictsOf(...said).at(-1)).toBe(failed('not_an_attestor'));
  expect(at4.attested).toHaveLength(3);
  const over = fold(at4.state, 11).state;
  expect(over.market.causes.get(idOf(late))?.outcome).toEqual({
    ...{ verdict: 'met', achieved: 600_000n, round: 1 },
  });
  const after = see(bob, 5n);
  const unknown = write(world, bob, 'attestation', { cause: '8'.repeat(64), seen: 1n, note: '' });
  expect(fold(over, 12, after, unknown).verdictsOf(after, unknown)).toEqual([
    failed('cause_over'),
    failed('cause_unknown'),
  ]);
});

/** Nine founders, and a cause of the first in the height of that epoch; rounds end with epochs 3, 7 and 11. */
function withCause(epoch: number) {
  const world = found(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], rules);
  const record = cause(world, world.of('a'));
  const { state } = fold(genesisState(world.genesis), epoch, record);
  const drawnIn = (at: LedgerState) => at.market.causes.get(idOf(record))?.drawn ?? [];
  return { world, state, drawnIn };
}

test('who attests is drawn by the height before the one that closes the round, not by the cause alone', () => {
  const { state, drawnIn } = withCause(1);
  const drawnBy = (previous: string) =>
    drawnIn(foldEpoch(state, { epoch: 3, records: [], previous }).state);
  const all = Array.from({ length: 60 }, (_, index) => drawnBy(hexOf(`height ${index}`)));
  expect(all.every((each) => each.length === 3)).toBe(true);
  expect(new Set(all.flat()).size).toBe(8);
  expect(drawnBy(hexOf('height 7'))).toEqual(all[7]);
});

test('a cause of the very height that closes a round has its attestors drawn with the next', () => {
  const { state, drawnIn } = withCause(3);
  expect(state.market.round).toBe(1);
  expect(drawnIn(state)).toEqual([]);
  expect([6, 7].map((epoch) => marketDue(state, epoch))).toEqual([false, true]);
  const next = fold(state, 7).state;
  expect(drawnIn(next)).toHaveLength(3);
  expect(marketDue(next, 11)).toBe(false);
  // Where the witnesses were away for the end of the round, too.
  const late = withCause(6);
  expect(drawnIn(late.state)).toEqual([]);
  expect(marketDue(late.state, 7)).toBe(true);
  expect(late.drawnIn(fold(late.state, 7).state)).toHaveLength(3);
});

test('whoever leaves leaves their stake to those who hold them, and takes their offers along', () => {
  const scene = start();
  const { world, alice, bob, carol, dave, offerFor, wantOf } = scene;
  const opened = openedOf(
    scene,
    [alice, offerFor(alice, bob, carol)],
    [bob, offerFor(bob, alice, carol)],
    [carol, offerFor(carol, alice, bob)],
    [dave, offerFor(dave, alice, bob)],
  );
  const closed = fold(opened.state, 3).state;
  expect(closed.market.offers.size).toBe(1);
  const gone = fold(closed, 4, write(world, carol, 'leave', { member: carol.member.publicKey }));
  const { lots, causes } = gone.state.market;
  expect(lots.has(carol.member.hex)).toBe(false);
  expect(unitsOf(lots, alice.member.hex, bob.member.hex)).toBeGreaterThan(50_000n);
  expect(causes.get(wantOf(carol).cause)?.outcome?.verdict).toBe('contested');
  expect(decodeState(encodeState(gone.state))).toEqual(gone.state);
  const again = machineOf('carol', 'another');
  const back = join(world, again, invite(world, alice, 'carol'));
  const returned = fold(gone.state, 5, back);
  expect(unitsOf(returned.state.market.lots, again.member.hex, again.member.hex)).toBe(1_000_000n);
});

test('a height is due when what is sealed can be opened, and when a round has something to close', () => {
  const scene = start();
  const { world, alice, bob, carol, state, offerFor } = scene;
  expect(marketDue(state, 3)).toBe(true);
  const drawn = fold(state, 3).state;
  expect(marketDue(drawn, 100)).toBe(false);
  const one = sealed(world, alice, offerFor(alice, bob, carol), { round: 1 });
  const waits = fold(drawn, 4, one.seal).state;
  expect([4, 5].map((epoch) => marketDue(waits, epoch))).toEqual([false, true]);
  const opens = fold(waits, 5).state;
  expect([6, 7].map((epoch) => marketDue(opens, epoch))).toEqual([false, true]);
  expect(marketDue(fold(opens, 7).state, 11)).toBe(false);
});
