/** What may be set aside, by an account and by what the record does not know yet. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { createBudget } from '../../main/engine/ledger/budget.ts';
import type { Community, MemberAccount } from '../../main/engine/ports.ts';
import { createNames } from '../../main/engine/peers/names.ts';
import { createRunBook } from '../../main/engine/lending/run-book.ts';
import type { KeptRun } from '../../main/engine/lending/run.ts';
import { keysOf } from '../support/engine-world.ts';
import { createDisk, openSettings, openWorkStore } from '../support/engine-world/disk.ts';
import { createLife } from '../support/engine-world/life.ts';
import { directGroup } from '../support/direct-group.ts';

const keys = keysOf('alice');
const me = bytesToHex(keys.member);
const bob = bytesToHex(keysOf('bob').member);

function communityWith(account: MemberAccount | null): Community {
  const accounts = {
    of: () => account,
    submit: () => Promise.reject(new Error('nothing is submitted')),
    countedOf: () => Promise.reject(new Error('nothing is asked')),
    onChange: () => () => undefined,
  };
  return {
    id: new Uint8Array(32),
    epochAt: () => 0,
    epochEndsAtMs: () => 0,
    belongs: () => true,
    accounts,
  };
}

const none = { balance: 0n, promise: 0n, line: 0n, provisionalUse: 0n };

interface Case {
  readonly account: Partial<MemberAccount> | null;
  readonly ceilings?: readonly bigint[];
  readonly openUse?: bigint;
  readonly available: bigint;
}

const cases: Readonly<Record<string, Case>> = {
  'nobody who is no member may use anything': { account: null, available: 0n },
  'a balance may be used': { account: { balance: 7n }, available: 7n },
  'a line may be used': { account: { line: 10n }, available: 10n },
  'of a line, what is promised is gone': { account: { line: 10n, promise: 4n }, available: 6n },
  'a promise above a line that shrank takes nothing from a balance': {
    account: { balance: 3n, line: 10n, promise: 14n },
    available: 3n,
  },
  'what counters say that are not certified is gone': {
    account: { balance: 7n, line: 10n, provisionalUse: 12n },
    available: 5n,
  },
  'what is in no counter yet is gone': { account: { balance: 7n }, openUse: 5n, available: 2n },
  'the ceilings of open jobs are gone': {
    account: { balance: 7n, line: 10n },
    ceilings: [4n, 6n],
    available: 7n,
  },
  'what is used beyond everything leaves nothing, and not less': {
    account: { balance: 7n, provisionalUse: 5n },
    openUse: 1n,
    ceilings: [4n],
    available: 0n,
  },
};

test.for(Object.entries(cases))('%s', ([, { account, ceilings = [], openUse = 0n, available }]) => {
  const community = communityWith(account && { ...none, ...account });
  const open = { openUse: () => openUse, openUseOf: () => openUse };
  const setAside = ceilings.reduce((sum, ceiling) => sum + ceiling, 0n);
  const budget = createBudget({ community, keys }, () => setAside, open);
  expect(budget.available()).toBe(available);
  // What others have set aside is known to themselves alone.
  expect(budget.setAside()).toBe(setAside);
  if (ceilings.length === 0) expect(budget.availableTo(bob)).toBe(available);
});

test('what a member has not signed for counts as used, by the time alone where no rate came', () => {
  const disk = createDisk('alice');
  const life = createLife(null, () => undefined);
  const work = openWorkStore(disk, life);
  const clock = {
    now: () => 1,
    elapsed: () => 1,
    after: () => () => undefined,
    every: () => () => undefined,
  };
  const log = { info: () => undefined, warn: () => undefined };
  const book = createRunBook(
    { work, clock, log },
    directGroup,
    createNames(openSettings(disk, life), work),
  );
  const run: KeptRun = {
    state: 'answered',
    job: '11'.repeat(32),
    peer: `${bob}.${'22'.repeat(32)}`,
    atMs: 1,
    failure: null,
    detail: null,
    microCpuHours: 100n,
    resultBytes: 0,
    unrated: null,
    receipt: null,
  };
  const unrated = {
    slice: '33'.repeat(32),
    resultHash: '44'.repeat(32),
    cpuMicroseconds: 3_600_000,
    ratingMilli: 2_000,
    workCount: 1,
  };
  book.put('01'.repeat(16), run);
  book.put('02'.repeat(16), { ...run, state: 'unrated', microCpuHours: null, unrated });
  book.put('03'.repeat(16), { ...run, state: 'given' });
  expect(book.awaitedOf(bob).microCpuHours).toBe(100n + 2_000n);
  expect(book.awaitedOf(me).microCpuHours).toBe(0n);
});
