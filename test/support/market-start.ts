/** Four people with a cause each, and their offers in a round, for tests of the fold. */
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import type { Offer } from '../../shared/stake/market.ts';
import { fold } from './ledger-fold.ts';
import { cause, idOf, offerOf, sealed, wantsOf } from './ledger-market.ts';
import { found } from './ledger-world.ts';
import type { Machine } from './ledger-world.ts';

/** Rounds of four epochs, two of them for sealing; everybody may give a quarter of themselves at once. */
export const rules = {
  ...{ roundEpochs: 4, sealEpochs: 2, sharesPerIssuer: 1_000_000 },
  newcomerReleasePpm: 250_000,
};

/** Four people with a cause each, certified in epoch 0. */
export function start() {
  const world = found(['alice', 'bob', 'carol', 'dave'], rules);
  const [alice, bob, carol, dave] = ['alice', 'bob', 'carol', 'dave'].map(world.of) as [
    Machine,
    Machine,
    Machine,
    Machine,
  ];
  const made = [alice, bob, carol, dave].map((machine) =>
    cause(world, machine, { tags: machine === dave ? ['water'] : ['health'] }),
  );
  const { state } = fold(genesisState(world.genesis), 0, ...made);
  const wantOf = (machine: Machine) => {
    const index = [alice, bob, carol, dave].indexOf(machine);
    const record = made[index];
    if (record === undefined) throw new Error('everybody has a cause');
    return { member: machine.member.hex, cause: idOf(record) };
  };
  const offerFor = (machine: Machine, ...others: readonly Machine[]) =>
    offerOf(machine, { wants: wantsOf(...others.map(wantOf)) });
  return { world, alice, bob, carol, dave, made, state, wantOf, offerFor };
}

export type MarketStart = ReturnType<typeof start>;

/** Seals all offers in epoch 1, and opens them in the next. */
export function openedOf(
  { world, state }: MarketStart,
  ...offers: readonly (readonly [Machine, Offer])[]
) {
  const all = offers.map(([machine, offer], index) =>
    sealed(world, machine, offer, { word: String(index) }),
  );
  const one = fold(state, 1, ...all.map(({ seal }) => seal));
  const openings = all.map(({ open }) => open());
  const two = fold(one.state, 2, ...openings);
  return { ...two, ids: all.map(({ seal }) => idOf(seal)), said: two.verdictsOf(...openings) };
}
