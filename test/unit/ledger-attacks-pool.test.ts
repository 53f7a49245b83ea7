/** Real records that somebody makes or shows again without end, to leave no room for those of others. */
import { expect, test } from 'vitest';
import { createAdmission, recordsOfGuestsMax } from '../../main/engine/record/admission.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { encodeInvitationBody } from '../../shared/ledger/invitation.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { fold, hour } from '../support/ledger-fold.ts';
import {
  addMachine,
  counter,
  found,
  invite,
  join,
  machineOf,
  write,
} from '../support/ledger-world.ts';
import type { LedgerWorld } from '../support/ledger-world.ts';
import { madeBytes } from '../support/made-receipts.ts';

const farAhead = 1_000;

/** The first record of a guest as the pool sees it, when its signatures were checked. */
function guest(
  { genesis: { community } }: LedgerWorld,
  name: string,
  inviter: { readonly member: Uint8Array; readonly device: Uint8Array },
): Extract<CheckedRecord, { readonly kind: 'member' }> {
  const [author, member, key] = ['device', 'member', 'invitation'].map((each) =>
    madeBytes(32, each, name),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  const { member: by, device } = inviter;
  const about = { community, inviter: by, device, key, expiresEpoch: 9, uses: 1 };
  const signature = new Uint8Array(64);
  return {
    kind: 'member',
    id: madeBytes(32, 'id', name),
    bytes: new Uint8Array(),
    body: {
      ...{ author, number: 1, previous: new Uint8Array(32), member, name },
      ...{ binding: signature, invitationSignature: signature, proof: signature },
      invitation: encodeInvitationBody({ ...about, communityName: 'Test' }),
    },
  };
}

test('guests of one member, and guests of these, do not fill the pool for anybody else', () => {
  const world = found(['alice', 'bob']);
  const [alice, bob] = [world.of('alice'), world.of('bob')];
  const state = genesisState(world.genesis);
  const admission = createAdmission();
  const take = (record: CheckedRecord) => {
    const refusal = admission.refusal(state, record, farAhead);
    if (refusal === null) admission.added(record);
    return refusal?.name ?? 'taken';
  };
  const mallory = { member: bob.member.publicKey, device: bob.device.publicKey };
  let inviter = mallory;
  const answers = Array.from({ length: recordsOfGuestsMax + 50 }, (_, index) => {
    const record = guest(world, String(index), index % 2 === 0 ? mallory : inviter);
    const answer = take(record);
    if (answer === 'taken') inviter = { member: record.body.member, device: record.body.author };
    return answer;
  });
  expect(answers.filter((each) => each === 'taken')).toHaveLength(recordsOfGuestsMax);
  expect(answers.at(-1)).toBe('pool_full');
  const honest = { member: alice.member.publicKey, device: alice.device.publicKey };
  expect(take(guest(world, 'friend', honest))).toBe('taken');
  expect(take(counter(world, alice, bob, { epoch: 0, quantity: hour }))).toBe('taken');
  expect(take(addMachine(world, machineOf('bob', 'laptop')))).toBe('taken');
});

test('what is certified already, or comes after its time, is not taken in when somebody shows it again', () => {
  const world = found(['alice', 'bob'], { lateEpochs: 3 });
  const [alice, bob] = [world.of('alice'), world.of('bob')];
  const joined = join(world, machineOf('carol'), invite(world, alice, 'carol'));
  const fork = { ...alice };
  const named = write(world, alice, 'vote', { committee: [alice.device.publicKey] });
  const earlier = counter(world, alice, bob, { epoch: 0, quantity: hour });
  const later = counter(world, alice, bob, { epoch: 0, sequence: 2, quantity: 2n * hour });
  const { state } = fold(genesisState(world.genesis), 2, joined, named, later);
  const { refusal } = createAdmission();
  const nameOf = (record: CheckedRecord) => refusal(state, record, farAhead)?.name ?? 'taken';
  expect([joined, named, earlier, later].map(nameOf)).toEqual(Array(4).fill('comes_too_late'));
  // Whoever contradicts what is certified proves a fraud, and is let in.
  const twin = counter(world, alice, bob, { epoch: 0, sequence: 2, quantity: 9n * hour });
  const rival = write(world, fork, 'vote', { committee: [bob.device.publicKey] });
  expect([twin, rival].map(nameOf)).toEqual(['taken', 'taken']);
  const gone = fold(state, 5).state;
  expect(refusal(gone, counter(world, bob, alice, { epoch: 2, quantity: hour }), 9)?.name).toBe(
    'comes_too_late',
  );
});
