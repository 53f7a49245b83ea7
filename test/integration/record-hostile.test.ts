/** Neighbours who want to stop a community, or to keep somebody out of it, against real record nodes. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { attackedWorld, epochMs, statusOf } from '../support/ledger-attack-world.ts';
import { hour } from '../support/ledger-fold.ts';
import {
  addMachine,
  counter,
  invite,
  join,
  keyPairOf,
  machineOf,
} from '../support/ledger-world.ts';

const id = new Uint8Array(32).fill(9);

test('strangers who speak of heights that nobody has do not keep a witness from certifying', () => {
  const { ledger, time, start, attacker } = attackedWorld(1, ['alice', 'bob']);
  const [alice, bob] = [ledger.of('alice'), ledger.of('bob')];
  const witness = start([alice, bob].find(({ device }) => isWitness(device.hex)) ?? alice);
  function isWitness(device: string): boolean {
    const [first] = ledger.genesis.genesis.founders;
    return first !== undefined && bytesToHex(first.device) === device;
  }
  for (let index = 0; index < 6; index += 1) {
    attacker(`liar${String(index)}`, keyPairOf(`liar ${String(index)}`)).first.push(
      statusOf(1_000 + index, id),
    );
  }
  time.run(10_000);
  const { bytes } = counter(ledger, alice, bob, { epoch: 0, quantity: hour });
  expect(witness.submit(bytes).ok).toBe(true);
  time.run(epochMs + 3 * 60_000);
  expect(witness.view().height).toBe(1);
});

test('the guests of one member cannot fill the pool for the others', () => {
  const { ledger, time, start } = attackedWorld(2, ['alice', 'bob']);
  const [alice, bob] = [ledger.of('alice'), ledger.of('bob')];
  const node = start(alice);
  time.run(6_000);
  const guests = Array.from({ length: 1_050 }, (_, index) => machineOf(`g${String(index)}`));
  let inviter = bob;
  const answers = guests.map((guest, index) => {
    const from = index % 2 === 0 ? bob : inviter;
    const answer = node.submit(join(ledger, guest, invite(ledger, from, String(index))).bytes);
    if (answer.ok) inviter = guest;
    return answer.ok ? 'taken' : answer.error.name;
  });
  expect(answers.filter((each) => each === 'taken').length).toBeLessThanOrEqual(1_024);
  expect(answers.at(-1)).toBe('pool_full');
  // Neither others nor the inviter's own records suffer.
  const { bytes } = counter(ledger, alice, bob, { epoch: 0, quantity: hour });
  expect(node.submit(bytes).ok).toBe(true);
  expect(node.submit(addMachine(ledger, machineOf('bob', 'laptop')).bytes).ok).toBe(true);
  const friend = machineOf('friend');
  expect(node.submit(join(ledger, friend, invite(ledger, alice, 'friend')).bytes).ok).toBe(true);
});

test('a counter of a far future does not wait for it in the pool', () => {
  const { ledger, time, start } = attackedWorld(3, ['alice', 'bob']);
  const [alice, bob] = [ledger.of('alice'), ledger.of('bob')];
  const node = start(alice);
  time.run(6_000);
  const far = counter(ledger, alice, bob, { epoch: 4_000_000, quantity: hour });
  const answer = node.submit(far.bytes);
  expect(answer.ok ? 'taken' : answer.error.name).toBe('epoch_far_off');
});

test('a neighbour that announces a record and keeps it to itself delays it by seconds only', () => {
  const { ledger, time, network, start, attacker } = attackedWorld(4, ['alice', 'bob', 'carol']);
  const [alice, bob, carol] = [ledger.of('alice'), ledger.of('bob'), ledger.of('carol')];
  const record = counter(ledger, alice, bob, { epoch: 0, quantity: hour });
  const at = start(alice);
  const liar = attacker('carol', carol.device);
  liar.first.push(statusOf(0, ledger.genesis.community));
  time.run(6_000);
  liar.send({ kind: 'have', ids: [record.id] });
  time.run(1_000);
  expect(liar.heard.map(({ kind }) => kind)).toContain('askRecords');
  network.cut('bob', 'carol');
  const other = start(bob);
  expect(other.submit(record.bytes).ok).toBe(true);
  // The liar is always first, and never answers.
  for (let second = 0; second < 15; second += 1) {
    liar.send({ kind: 'have', ids: [record.id] });
    time.run(1_000);
  }
  expect(at.view().poolCount).toBe(1);
});
