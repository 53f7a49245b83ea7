/** What somebody is told whose invitation lets nobody in. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { invite, join, machineOf } from '../support/ledger-world.ts';
import type { Invitation } from '../../shared/ledger/invitation.ts';
import { searchGenesis } from '../support/record-world/searching.ts';
import { createRecordWorld, epochMs } from '../support/record-world/world.ts';
import type { Keeper, RecordWorld } from '../support/record-world/world.ts';

function begin(founders: number): { readonly world: RecordWorld; readonly alice: Keeper } {
  const world = createRecordWorld(1, { founders, witnesses: 1, degree: 20 });
  for (const keeper of world.keepers) {
    keeper.clockAheadMs = 0;
    world.start(keeper);
  }
  world.time.run(epochMs);
  const [alice] = world.keepers;
  if (alice === undefined) expect.fail('nobody is there');
  return { world, alice };
}

/** What each side said that was asked with this invitation. */
function answersTo(world: RecordWorld, invitation: Invitation): readonly (string | null)[] {
  const said: (string | null)[] = [];
  const late = machineOf('late');
  const { bytes } = join(world.ledger, late, invitation);
  void searchGenesis(world, late, bytes, {
    found: () => expect.fail('nobody lets this one in'),
    refused: (why) => said.push(why),
  }).start();
  world.time.run(5_000);
  return said;
}

test('whoever comes with an invitation that has expired is told so by everybody', () => {
  const { world, alice } = begin(3);
  world.time.run(3 * epochMs);
  const invitation = invite(world.ledger, alice.machine, 'old', 1);
  expect(answersTo(world, invitation)).toEqual(Array(3).fill('invitation_expired'));
});

test('whoever comes with an invitation that somebody has used is told so by everybody', () => {
  const { world, alice } = begin(3);
  const invitation = invite(world.ledger, alice.machine, 'shared');
  const first = machineOf('first');
  expect(alice.node?.submit(join(world.ledger, first, invitation).bytes).ok).toBe(true);
  world.time.run(2 * epochMs);
  expect(alice.node?.state().members.get(first.member.hex)?.status).toBe('member');
  expect(answersTo(world, invitation)).toEqual(Array(3).fill('invitation_used'));
});

test('whoever was invited by somebody who has left is told that the inviter is no member', () => {
  const { world } = begin(3);
  const leaver = world.keepers.find(
    ({ node, machine }) => node?.state().committee.includes(machine.device.hex) === false,
  );
  if (leaver === undefined) expect.fail('all are witnesses');
  const { publicKey } = leaver.machine.member;
  expect(leaver.node?.author({ kind: 'leave', body: { member: publicKey } }).ok).toBe(true);
  world.time.run(2 * epochMs);
  const invitation = invite(world.ledger, leaver.machine, 'last');
  expect(new Set(answersTo(world, invitation))).toEqual(new Set(['inviter_not_a_member']));
});

test('whoever was invited by somebody unknown is told nothing, because the record may be behind', () => {
  const { world, alice } = begin(1);
  const stranger = invite(world.ledger, machineOf('nobody knows'), 'strange');
  expect(bytesToHex(stranger.body.inviter)).not.toBe(alice.machine.member.hex);
  expect(answersTo(world, stranger)).toEqual([null]);
});
