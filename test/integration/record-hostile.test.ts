/** Neighbours who want to stop a community, or to keep somebody out of it, against real record nodes. */
import { expect, test } from 'vitest';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import { recordProtocolVersion } from '../../shared/peers/record-protocol.ts';
import type { RecordFrame } from '../../shared/peers/record-protocol.ts';
import {
  attackedWorld,
  epochMs,
  statusOf,
  witnessAndOther,
} from '../support/ledger-attack-world.ts';
import type { Attacker } from '../support/ledger-attack-world.ts';
import { hour } from '../support/ledger-fold.ts';
import { counter, invite, join, keyPairOf, machineOf } from '../support/ledger-world.ts';

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

/** What a member's machine may do wrong, and what it is counted as. */
const offences: readonly (readonly [string, string, (liar: Attacker) => void])[] = [
  [
    'a frame that is too large',
    'oversized_frame',
    (liar) => {
      liar.sendBytes(new Uint8Array(210_000).fill(13));
    },
  ],
  [
    'a frame that cannot be read',
    'malformed_frame',
    (liar) => {
      liar.sendBytes(new Uint8Array([2, 1, 2, 3]));
    },
  ],
  [
    'an answer that nobody asked for',
    'answer_without_question',
    (liar) => {
      liar.send({ kind: 'records', records: [], missing: [] });
    },
  ],
  [
    'a flood of questions',
    'too_many_questions',
    (liar) => {
      for (let count = 0; count < 1_000; count += 1) {
        liar.send({ kind: 'askRecords', ids: [id] });
      }
    },
  ],
  [
    'a vote by nobody',
    'malformed_vote',
    (liar) => {
      liar.send({ kind: 'vote', message: id });
    },
  ],
  [
    'a height that falls',
    'height_fell',
    (liar) => {
      liar.send(statusOf(5, id));
      liar.send(statusOf(4, id));
    },
  ],
  [
    'a false certificate',
    'false_certificate',
    (liar) => {
      const page = [{ value: id, certificate: id }];
      liar.answer = (frame) =>
        frame.kind === 'askCertificates' ? [{ kind: 'certificates', from: frame.from, page }] : [];
      liar.send(statusOf(5, id));
    },
  ],
  [
    'a record that nobody signed',
    'false_record',
    (liar) => {
      liar.answer = (frame) =>
        frame.kind === 'askRecords' ? [{ kind: 'records', records: [id], missing: [] }] : [];
      liar.send({ kind: 'have', ids: [id] });
    },
  ],
  [
    'a hello that somebody else signed on another connection',
    'false_hello',
    (liar) => {
      const device = liar.device.publicKey;
      const proof = liar.device.sign(id);
      const credential = new Uint8Array();
      liar.send({ kind: 'hello', version: recordProtocolVersion, device, proof, credential });
    },
  ],
];

test.each(offences)('%s ends the connection and is counted', (_what, reason, offend) => {
  const { ledger, time, start, attacker } = attackedWorld(6, ['alice', 'bob']);
  const [certifies, other] = witnessAndOther(ledger);
  const node = start(certifies);
  const liar = attacker('liar', other.device);
  liar.first.push(statusOf(0, ledger.genesis.community));
  time.run(6_000);
  expect(liar.connections()).toBe(1);
  offend(liar);
  time.run(7_000);
  expect(node.view().turnedAway).toEqual([{ reason, times: 1 }]);
  expect(liar.connections()).toBe(0);
  // Whoever is not a liar is served as before.
  const { bytes } = counter(ledger, certifies, other, { epoch: 0, quantity: hour });
  expect(node.submit(bytes).ok).toBe(true);
  time.run(2 * epochMs);
  expect(node.view().height).toBe(1);
});

test('strangers, and guests with a false credential, are told nothing', () => {
  const { ledger, time, start, attacker } = attackedWorld(7, ['alice', 'bob']);
  const node = start(ledger.of('alice'));
  const stranger = attacker('stranger', keyPairOf('stranger'));
  const guest = attacker('guest', keyPairOf('guest'));
  guest.credential.bytes = join(
    ledger,
    machineOf('somebody'),
    invite(ledger, ledger.of('bob'), 'x'),
  ).bytes;
  const questions = [
    { kind: 'askGenesis' },
    { kind: 'askCertificates', from: 1 },
    { kind: 'askSet', height: 1, root: id, count: 1, offset: 0 },
    { kind: 'askRecords', ids: [id] },
    { kind: 'askChunk', height: 1, index: 0 },
  ] as const;
  for (const frame of questions) stranger.first.push(frame);
  time.run(5_000);
  const kinds = new Set(stranger.heard.map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(['hello', 'status', 'nothing']));
  expect(node.view().turnedAway).toEqual([{ reason: 'false_credential', times: 1 }]);
});

test('a snapshot that lies is not read, and its giver is turned away', () => {
  const { ledger, time, start, network, attacker } = attackedWorld(8, ['alice', 'bob']);
  const [certifies, other] = witnessAndOther(ledger);
  const honest = start(certifies);
  for (let epoch = 0; epoch < 27; epoch += 1) {
    const { bytes } = counter(ledger, certifies, other, { epoch, quantity: 1n });
    expect(honest.submit(bytes).ok).toBe(true);
    time.run(epochMs);
  }
  time.run(epochMs);
  const { height } = honest.view();
  expect(height).toBeGreaterThan(25);
  // The liar shows the certificates that the honest one gave it, and a state of its own making, behind the one
  // hash of which it knows that it makes the certified root.
  const pages: RecordFrame[] = [];
  const liar = attacker('liar', keyPairOf('liar'));
  const guest = machineOf('liar');
  const spy = attacker('spy', guest.device);
  spy.credential.bytes = join(ledger, guest, invite(ledger, certifies, 'spy')).bytes;
  spy.first.push(statusOf(0, ledger.genesis.community), { kind: 'askCertificates', from: 1 });
  spy.answer = (frame) => {
    if (frame.kind === 'certificates') pages.push(frame);
    return [];
  };
  time.run(5_000);
  expect(pages).toHaveLength(1);
  const last = pages.flatMap((each) => (each.kind === 'certificates' ? each.page : [])).at(-1);
  const root = epochValueCodec.decode(last?.value ?? id)?.stateRoot ?? id;
  expect(root).not.toEqual(id);
  network.vanish(certifies.name);
  network.vanish('spy');
  let asked = 0;
  liar.answer = (frame) => {
    if (frame.kind === 'askCertificates') return frame.from === 1 ? pages : [];
    if (frame.kind === 'askSnapshot') return [{ kind: 'snapshot', height, hashes: [root] }];
    if (frame.kind !== 'askChunk') return [];
    asked += 1;
    const { height: of, index } = frame;
    return [{ kind: 'chunk', height: of, index, count: 1, bytes: new Uint8Array(65_536) }];
  };
  liar.first.push(statusOf(height, id));
  const newcomer = start(other);
  time.run(60_000);
  expect(asked).toBe(1);
  expect(newcomer.view().height).toBe(0);
  expect(newcomer.view().turnedAway).toEqual([{ reason: 'false_snapshot', times: 1 }]);
});
