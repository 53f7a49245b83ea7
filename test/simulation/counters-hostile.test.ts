/** Whoever breaks the rules of counters is refused or disconnected, and never gets a signature for it. */
import { expect, test } from 'vitest';
import { bytesToHex, concatBytes, hexToBytes } from '../../shared/base/bytes.ts';
import { counterCodec, recordIdOf } from '../../shared/ledger/record.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import { nextCounter } from '../../shared/ledger/rollup.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { jobsSubject } from '../../main/engine/ledger/counters/series.ts';
import { keysOf, setupIn } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';
import { createRawPeer, lendFalsely } from '../support/raw-peer.ts';
import type { RawPeer } from '../support/raw-peer.ts';

const community = { founders: ['alice', 'bob', 'mallory'], epochMs: 600_000 };
const zeros = new Uint8Array(32);

interface Stage {
  readonly world: World;
  readonly alice: Person;
  readonly mallory: RawPeer;
  /** The honest next counter over these receipts. */
  next(ids: readonly string[]): CounterBody;
  propose(body: CounterBody, ids: readonly string[], signature?: Uint8Array): void;
}

/** Mallory lends to alice, who has signed for so many slices, and speaks of counters by hand. */
async function stage(slices = 1): Promise<Stage> {
  const { world, alice } = await setupIn({ community }, 'alice');
  if (world.record === null) throw new Error('there is no record');
  const { id } = world.record;
  const mallory = await createRawPeer(world, 'mallory', alice, id);
  lendFalsely(world, mallory, { body: () => ({ community: id, epoch: 0 }) });
  await world.time.pass(1_000);
  for (let asked = 0; asked < slices; asked += 1) {
    await alice.ask({ ceiling: 1_000n });
    await world.time.pass(5_000);
  }
  expect(alice.disk.receipts).toHaveLength(slices);
  const { publicKey, sign } = keysOf('mallory').device;
  const subject = jobsSubject(publicKey, alice.keys.device.publicKey, 0);
  const quantityOf = (receipt: string) =>
    alice.disk.receipts.find((each) => each.id === receipt)?.receipt.body.microCpuHours ?? 500n;
  return {
    world,
    alice,
    mallory,
    next(ids) {
      const added = ids.map((each) => ({ id: hexToBytes(each), quantity: quantityOf(each) }));
      const next = nextCounter(subject, { last: null, receipts: [] }, added, cryptography.hash);
      if (!next.ok) throw new Error(next.error.detail);
      return next.value;
    },
    propose(body, ids, signature) {
      mallory.send({
        type: 'counter',
        body: counterCodec.encode(body),
        signature: signature ?? sign(recordIdOf({ kind: 'counter', body }, id, cryptography.hash)),
        added: concatBytes(...ids.map(hexToBytes)),
      });
    },
  };
}

const idsOf = ({ alice }: Stage) => alice.disk.receipts.map((each) => each.id);
const signedTo = ({ mallory }: Stage) =>
  mallory.heard.filter(({ type }) => type === 'countersigned').length;
const refusalsTo = ({ mallory }: Stage) =>
  mallory.heard.flatMap((message) => (message.type === 'counter_refused' ? [message.name] : []));

type Offence = (on: Stage) => void;
const changed = (change: Partial<CounterBody>): Offence => {
  return (on) => {
    on.propose({ ...on.next(idsOf(on)), ...change }, idsOf(on));
  };
};

const misdeeds: readonly (readonly [what: string, reason: string, does: Offence])[] = [
  ['a larger quantity', 'counter_differs', changed({ quantity: 10n ** 6n })],
  ['a larger count', 'counter_differs', changed({ count: 2 })],
  ['another root', 'counter_differs', changed({ root: zeros })],
  ['hours of another kind', 'counter_of_others', changed({ currency: 1 })],
  ['a cause', 'counter_of_others', changed({ cause: new Uint8Array(32).fill(1) })],
  ['the name of another supplier', 'counter_of_others', changed({ supplier: zeros })],
  ['the name of another consumer', 'counter_of_others', changed({ consumer: zeros })],
  [
    'a signature that does not fit',
    'bad_counter_signature',
    (on) => {
      on.propose(on.next(idsOf(on)), idsOf(on), new Uint8Array(64));
    },
  ],
];

test.for(misdeeds)('a counter with %s ends the connection', async ([, reason, does]) => {
  const on = await stage();
  does(on);
  await on.world.time.pass(1_000);
  expect(on.alice.people().refused).toEqual([{ reason, times: 1 }]);
  expect(on.alice.disk.works.counters.size).toBe(0);
  expect(signedTo(on)).toBe(0);
});

const unknown = '77'.repeat(32);

const refusals: readonly (readonly [what: string, name: string, does: Offence])[] = [
  [
    'names a receipt that nobody signed',
    'receipt_unknown',
    (on) => {
      on.propose(on.next([...idsOf(on), unknown]), [...idsOf(on), unknown]);
    },
  ],
  [
    'is of another epoch than its receipts',
    'receipt_unknown',
    (on) => {
      on.propose({ ...on.next(idsOf(on)), epoch: 1 }, idsOf(on));
    },
  ],
  ['has no number above the last one', 'counter_out_of_turn', changed({ sequence: 0 })],
  [
    'names a receipt twice',
    'receipt_counted_twice',
    (on) => {
      on.propose(on.next(idsOf(on)), [...idsOf(on), ...idsOf(on)]);
    },
  ],
];

test.for(refusals)('a counter that %s is refused by name', async ([, name, does]) => {
  const on = await stage();
  does(on);
  await on.world.time.pass(1_000);
  expect(refusalsTo(on)).toEqual([name]);
  expect(on.alice.people().refused).toEqual([]);
  expect(on.alice.disk.works.counters.size).toBe(0);
});

test('a second counter of one sequence number is never signed, and the first one again and again', async () => {
  const on = await stage(2);
  const [first = '', second = ''] = idsOf(on);
  on.propose(on.next([first]), [first]);
  on.propose(on.next([first, second]), [first, second]);
  on.propose(on.next([first]), [first]);
  await on.world.time.pass(1_000);
  expect(refusalsTo(on)).toEqual(['counter_out_of_turn']);
  const signatures = on.mallory.heard.flatMap((message) =>
    message.type === 'countersigned' ? [bytesToHex(message.signature)] : [],
  );
  expect(signatures).toHaveLength(2);
  expect(new Set(signatures).size).toBe(1);
  expect(on.world.record?.counters()).toMatchObject([{ sequence: 1, count: 1 }]);
});

test('answers to proposals that were never made change nothing', async () => {
  const on = await stage();
  const { mallory, alice, world } = on;
  mallory.send({ type: 'countersigned', epoch: 0, sequence: 1, signature: new Uint8Array(64) });
  const why = { name: 'why', detail: 'because' };
  mallory.send({ type: 'counter_refused', epoch: 0, sequence: 1, ...why });
  await world.time.pass(1_000);
  expect(alice.people().refused).toEqual([]);
  expect(alice.disk.works.counters.size).toBe(0);
});

test('a signature that is none ends the connection, and the proposal stands for the next one', async () => {
  const { world, alice } = await setupIn({ community }, 'alice', 'bob');
  const bob = world.people[1];
  if (bob === undefined || world.record === null) throw new Error('bob is there');
  await bob.lend();
  await alice.ask({ ceiling: 1_000n });
  await world.time.until(() => bob.disk.receipts.length === 1, 60_000);
  alice.crash();
  await world.time.pass(2_000);
  const fake = await createRawPeer(world, 'alice', bob, world.record.id);
  fake.hello();
  await world.time.pass(5_000);
  const [counter] = fake.heard.filter(({ type }) => type === 'counter');
  expect(counter).toBeDefined();
  fake.send({ type: 'countersigned', epoch: 0, sequence: 1, signature: new Uint8Array(64) });
  await world.time.pass(1_000);
  expect(bob.people().refused).toEqual([{ reason: 'bad_counter_signature', times: 1 }]);
  expect(world.record.counters()).toEqual([]);
});
