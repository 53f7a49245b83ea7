/** What a machine signs before the record knows it: the member's word for it, and the record that brings it in. */
import { sameBytes } from '../../../../shared/base/bytes.ts';
import { decodeRecord, signRecord } from '../../../../shared/ledger/check-record.ts';
import { deviceBinding } from '../../../../shared/ledger/genesis.ts';
import { encodeInvitationBody, joinProof } from '../../../../shared/ledger/invitation.ts';
import type { Invitation } from '../../../../shared/ledger/invitation.ts';
import type { Authored, RecordBody } from '../../../../shared/ledger/record.ts';
import type { Keys } from '../../../engine/ports.ts';
import { cryptography } from '../../cryptography.ts';
import { seedSignatures } from '../../seed-signatures.ts';

const { hash } = cryptography;
const zeros = new Uint8Array(32);

/** The member's word that this machine is its own. */
export function bindingOf(keys: Keys): Uint8Array {
  return keys.sign(deviceBinding(keys.member, keys.device.publicKey, hash));
}

/** The first record of a guest: this machine and its member, by an invitation. */
export function memberCredential(keys: Keys, invitation: Invitation, name: string): Uint8Array {
  return first(keys, invitation.body.community, {
    kind: 'member',
    body: {
      ...beginning(keys),
      member: keys.member,
      name,
      binding: bindingOf(keys),
      invitation: encodeInvitationBody(invitation.body),
      invitationSignature: invitation.signature,
      proof: joinProof(invitation, keys.member, { hash, signBy: seedSignatures.signBy }),
    },
  });
}

/** The first record of a further machine of a member. */
export function deviceCredential(keys: Keys, community: Uint8Array, label: string): Uint8Array {
  const binding = bindingOf(keys);
  const body = { ...beginning(keys), member: keys.member, label, binding };
  return first(keys, community, { kind: 'device', body });
}

/** Whether a kept credential is this machine's, and not of a key that it had before. */
export function isCredentialOf(bytes: Uint8Array, keys: Keys, community: Uint8Array): boolean {
  const decoded = decodeRecord(bytes, community, hash);
  if (!decoded.ok || decoded.value.record.kind === 'counter') return false;
  return sameBytes(decoded.value.record.body.author, keys.device.publicKey);
}

function beginning(keys: Keys): Authored {
  return { author: keys.device.publicKey, number: 1, previous: zeros };
}

function first({ device }: Keys, community: Uint8Array, record: RecordBody): Uint8Array {
  const sign = (message: Uint8Array) => device.sign(message);
  return signRecord(record, community, hash, [sign]).bytes;
}
