/** Whose signatures a record needs for what it says: each a task of its own, which any thread can do. */
import { unreachable } from '../base/assert.ts';
import { hexToBytes } from '../base/bytes.ts';
import { decodeMessage, messageHash } from '../consensus/messages.ts';
import { deviceBinding } from './genesis.ts';
import { checkInvitationBody, checkJoinProof, decodeInvitationBody } from './invitation.ts';
import type { BodyOf, CheckedRecord, EvidenceBody, MemberBody } from './record.ts';
import { releaseBinding } from './release-binding.ts';

/** One check of a signature by Ed25519. */
export interface SignatureTask {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

/** All that must be right for a decoded record with these signatures; none is left out. */
export function tasksOf(
  record: CheckedRecord,
  signatures: readonly Uint8Array[],
  community: Uint8Array,
  hash: Hash,
): readonly SignatureTask[] {
  const [signature = new Uint8Array(), second = new Uint8Array()] = signatures;
  if (record.kind === 'counter') {
    const { supplier, consumer } = record.body;
    return [
      { message: record.id, signature, publicKey: supplier },
      { message: record.id, signature: second, publicKey: consumer },
    ];
  }
  const own = { message: record.id, signature, publicKey: record.body.author };
  switch (record.kind) {
    case 'member':
      return [own, bindingTask(record.body, hash), ...invitationTasks(record.body, hash)];
    case 'device':
      return [own, bindingTask(record.body, hash)];
    case 'evidence':
      return [own, ...evidenceTasks(record.body, community, hash)];
    case 'release':
      return [own, ...makersTasks(record.body, community, hash)];
    case 'hours_offer':
    case 'retire':
    case 'sponsor':
    case 'leave':
    case 'vote':
    case 'cause':
    case 'attestation':
    case 'seal':
    case 'opening':
    case 'withdrawal':
    case 'task':
    case 'estimate':
    case 'reveal':
    case 'take':
    case 'step':
    case 'verdict':
      return [own];
    default:
      return unreachable(record);
  }
}

function bindingTask(
  body: { readonly member: Uint8Array; readonly author: Uint8Array; readonly binding: Uint8Array },
  hash: Hash,
): SignatureTask {
  const { member, author, binding } = body;
  return {
    message: deviceBinding(member, author, hash),
    signature: binding,
    publicKey: member,
  };
}

/** By the checks of the invitation itself: what they would verify is written down instead. */
function invitationTasks(
  { invitation, invitationSignature, member, proof }: MemberBody,
  hash: Hash,
): readonly SignatureTask[] {
  const body = decodeInvitationBody(invitation);
  if (body === null) return [];
  const tasks: SignatureTask[] = [];
  const verify = (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => {
    tasks.push({ message, signature, publicKey });
    return true;
  };
  checkInvitationBody(body, invitationSignature, { hash, verify });
  checkJoinProof(body, member, proof, { hash, verify });
  return tasks;
}

/** Each of the maintainers that are said to have signed. */
function makersTasks(
  body: BodyOf<'release'>,
  community: Uint8Array,
  hash: Hash,
): readonly SignatureTask[] {
  const message = releaseBinding(community, body, hash);
  return body.signatures.map(({ maintainer, signature }) => ({
    message,
    signature,
    publicKey: hexToBytes(body.maintainers[maintainer] ?? ''),
  }));
}

function evidenceTasks(
  { first, second, witness }: EvidenceBody,
  community: Uint8Array,
  hash: Hash,
): readonly SignatureTask[] {
  return [first, second].flatMap((bytes) => {
    const vote = decodeMessage(bytes);
    if (vote === null) return [];
    const message = messageHash(vote, community, hash);
    return [{ message, signature: vote.signature, publicKey: witness }];
  });
}
