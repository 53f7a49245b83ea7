/** The state before the first epoch: the founders with their machines and lines, and nothing else. */
import { bytesToHex } from '../base/bytes.ts';
import { emptyCurrency } from '../economy/settle.ts';
import { trustOf } from '../economy/trust.ts';
import { noWork } from '../work/work-state.ts';
import type { CheckedGenesis } from './check-genesis.ts';
import { linesAfter } from './credit.ts';
import { foundedMarket } from './market-people.ts';
import type { Books, LedgerState } from './state.ts';

export function genesisState({ genesis, parameters, community }: CheckedGenesis): LedgerState {
  const founders = genesis.founders.map((founder) => ({
    member: bytesToHex(founder.member),
    device: bytesToHex(founder.device),
    name: founder.name,
  }));
  const committee = founders.slice(0, genesis.witnesses).map(({ device }) => device);
  committee.sort();
  const members = new Map(
    founders.map(({ member, name }) => [
      member,
      {
        name,
        joinedEpoch: 0,
        inviter: null,
        status: 'member',
        endedEpoch: null,
        delta: parameters.founderLine,
        voice: null,
      } as const,
    ]),
  );
  const devices = new Map(
    founders.map(({ member, device, name }) => [
      device,
      {
        member,
        label: name,
        joinedEpoch: 0,
        status: 'active',
        endedEpoch: null,
        lastNumber: 0,
        recentIds: [],
      } as const,
    ]),
  );
  const empty = {
    settled: emptyCurrency,
    lots: new Map(),
    discharged: new Map(),
    trailing: new Map(),
    trust: trustOf([], [...members.keys()], parameters),
  };
  const market = foundedMarket([...members.keys()], parameters);
  const basis = { inThis: new Map(), inAny: [], lots: market.lots };
  const books: Books = { ...empty, lines: linesAfter(empty, members, basis, parameters) };
  return {
    community: bytesToHex(community),
    parameters,
    height: 0,
    epoch: -1,
    members,
    devices,
    counters: new Map(),
    invitations: new Map(),
    committee,
    upcoming: committee,
    books: [books, books],
    market,
    work: noWork,
  };
}
