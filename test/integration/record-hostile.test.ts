/** Neighbours who want to stop a community, or to keep somebody out of it, against real record nodes. */
import { expect, test } from 'vitest';
import {
  attackedWorld,
  epochMs,
  statusOf,
  witnessAndOther,
} from '../support/ledger-attack-world.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import { hour } from '../support/ledger-fold.ts';
import { counter, keyPairOf } from '../support/ledger-world.ts';

const id = new Uint8Array(32).fill(9);

test('strangers who speak of heights that nobody has do not keep a witness from certifying', () => {
  const { ledger, time, start, attacker } = attackedWorld(1, ['alice', 'bob']);
  const [certifies, other] = witnessAndOther(ledger);
  const witness = start(certifies);
  for (let index = 0; index < 6; index += 1) {
    attacker(`liar${String(index)}`, keyPairOf(`liar ${String(index)}`)).first.push(
      statusOf(1_000 + index, id),
    );
  }
  time.run(10_000);
  const { bytes } = counter(ledger, certifies, other, { epoch: 0, quantity: hour });
  expect(witness.submit(bytes).ok).toBe(true);
  time.run(epochMs + 3 * 60_000);
  expect(witness.view().height).toBe(1);
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

test('hours that waited for a witness longer than hours may come late are not lost', () => {
  const { ledger, time, start } = attackedWorld(5, ['alice', 'bob'], { lateEpochs: 4 });
  const [certifies, other] = witnessAndOther(ledger);
  const node = start(other);
  for (const epoch of [0, 2, 6, 9]) {
    time.run(epoch * epochMs + 10_000 - time.now());
    const { bytes } = counter(ledger, other, certifies, { epoch, quantity: hour });
    expect(node.submit(bytes).ok).toBe(true);
  }
  time.run(20 * epochMs - time.now());
  start(certifies);
  time.run(2 * epochMs);
  expect(node.view().poolCount).toBe(0);
  expect(accountOf(node.state(), other.member.hex, 0).balance).toBe(4n * hour);
});
