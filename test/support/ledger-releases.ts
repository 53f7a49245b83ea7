/** Records about releases for tests of the ledger, as the program writes them. */
import { cryptography } from '../../main/adapters/cryptography.ts';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex, hexToBytes } from '../../shared/base/bytes.ts';
import { releaseBinding } from '../../shared/ledger/release-binding.ts';
import type { SupplyBodies } from '../../shared/ledger/release-fields.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import type { Release } from '../../shared/work/release-state.ts';
import { fold } from './ledger-fold.ts';
import { idOf } from './ledger-market.ts';
import { asked, delivered } from './ledger-tasks.ts';
import { counter, write } from './ledger-world.ts';
import type { LedgerWorld, Machine } from './ledger-world.ts';
import { madeBytes } from './made-receipts.ts';

export type ReleaseChange = Partial<Omit<SupplyBodies['release'], 'maintainers' | 'signatures'>> & {
  /** Besides whoever publishes it. */
  readonly others?: readonly Machine[];
  /** Who signs; everybody where it is not said. */
  readonly signers?: readonly Machine[];
};

/** What a machine publishes: ten pieces, signed by all of its maintainers. */
export function releaseBody(
  { genesis }: LedgerWorld,
  machine: Machine,
  { others = [], signers, ...change }: ReleaseChange = {},
): SupplyBodies['release'] {
  const makers = [machine, ...others].sort((a, b) => (a.member.hex < b.member.hex ? -1 : 1));
  const said = {
    ...{ name: 'Tidal', version: '1.0.0', licence: 'MIT', platforms: ['linux', 'web'] },
    ...{ source: 'https://example.org/tidal', notes: 'Draws tides.\n\nAnd currents.' },
    drive: bytesToHex(madeBytes(32, 'drive', `${machine.device.hex} ${machine.number}`)),
    manifest: bytesToHex(madeBytes(32, 'manifest', `${machine.device.hex} ${machine.number}`)),
    ...{ bytes: 600_000n, files: 3, pieces: 10, tasks: [], receipts: [], ...change },
  };
  const maintainers = makers.map(({ member }) => member.hex);
  const claim = { ...said, needed: said.needed ?? maintainers.length, maintainers };
  const message = releaseBinding(genesis.community, claim, cryptography.hash);
  const signatures = makers.flatMap(({ member }, maintainer) => {
    const isSigner = signers?.some((each) => each.member.hex === member.hex) ?? true;
    return isSigner ? { maintainer, signature: member.sign(message) } : [];
  });
  return { ...claim, signatures };
}

/** The record that publishes it; its id is the release's. */
export function released(
  world: LedgerWorld,
  machine: Machine,
  change: ReleaseChange = {},
): CheckedRecord {
  const body = releaseBody(world, machine, {
    ...change,
    tasks: [...(change.tasks ?? [])].sort(),
    receipts: [...(change.receipts ?? [])].sort(),
  });
  return write(world, machine, 'release', body);
}

/** Pieces that a seeder gave to somebody in an epoch, in all so far. */
export function served(
  world: LedgerWorld,
  [seeder, downloader]: readonly [Machine, Machine],
  release: CheckedRecord,
  { epoch, pieces, sequence = 1 }: { epoch: number; pieces: number; sequence?: number },
): CheckedRecord {
  const cause = hexToBytes(idOf(release));
  const about = { epoch, count: pieces, quantity: BigInt(pieces) * 3n, cause, sequence };
  return counter(world, seeder, downloader, about);
}

/** Tasks without a panel, from the question to the answer in the next four epochs; ids, and the state after. */
export function acceptedTasks(
  world: LedgerWorld,
  state: LedgerState,
  [asker, taker]: readonly [Machine, Machine],
  prices: readonly number[],
): { readonly ids: readonly string[]; readonly state: LedgerState } {
  const tasks = prices.map((most) =>
    asked(world, asker, { isEstimated: false, most, due: state.epoch + 1_000 }),
  );
  const ids = tasks.map(idOf);
  const takes = ids.map((task, index) =>
    write(world, taker, 'take', { task, price: prices[index] ?? 0 }),
  );
  const steps = ids.map((task) => write(world, taker, 'step', { task, ...delivered }));
  const verdicts = ids.map((task) =>
    write(world, asker, 'verdict', { task, says: 'accepted', note: '' }),
  );
  let after = state;
  for (const records of [tasks, takes, steps, verdicts]) {
    const folded = fold(after, after.epoch + 1, ...records);
    assert(
      folded.verdictsOf(...records).every((each) => each === 'applied'),
      'it is done',
    );
    after = folded.state;
  }
  return { ids, state: after };
}

export function releaseIn({ work }: LedgerState, record: CheckedRecord): Release {
  const release = work.releases.get(idOf(record));
  assert(release !== undefined, 'the release is known');
  return release;
}
