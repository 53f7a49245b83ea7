/**
 * The proof that more than two thirds of a committee agreed on one value: their precommits of one round, without
 * what these have in common. Whoever knows the committee checks it without having taken part.
 *
 * Two honest nodes may hold different certificates of one height, because they heard different witnesses
 * first. The value's id is what they have in common, and what the next height names.
 */
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { codecOf, key, list, signature, struct, uint32, uint8 } from '../base/struct.ts';
import type { Assembly, VoteChecks } from './check-message.ts';
import type { Decision } from './contract.ts';
import { messageHash, witnessesMax } from './messages.ts';
import { quorumOf } from './quorum.ts';

export interface CertificateSignature {
  readonly witness: number;
  readonly signature: Uint8Array;
}

export interface Certificate {
  readonly height: number;
  readonly round: number;
  /** Id of the value. */
  readonly id: Uint8Array;
  /** In ascending order of the witnesses. */
  readonly signatures: readonly CertificateSignature[];
}

export type CertificateRefusalName =
  | 'wrong_height'
  | 'too_few_signatures'
  | 'repeated_signature'
  | 'signatures_out_of_order'
  | 'unknown_witness'
  | 'bad_signature';

const version = 1;
const signatures = list(struct<CertificateSignature>({ witness: uint8, signature }), witnessesMax);
const codec = codecOf(
  struct<Certificate & { readonly version: number }>({
    version: uint8,
    height: uint32,
    round: uint32,
    id: key,
    signatures,
  }),
);

/** No certificate is longer. */
export const certificateBytesMax = 1 + 4 + 4 + 32 + 4 + witnessesMax * 65;

/** The certificate of what the machine decided. */
export function certificateOf(height: number, { round, id, precommits }: Decision): Certificate {
  const given = precommits.map(({ witness, signature: by }) => ({ witness, signature: by }));
  return { height, round, id, signatures: given };
}

/** Canonical bytes. */
export function encodeCertificate(certificate: Certificate): Uint8Array {
  return codec.encode({ version, ...certificate });
}

/** The certificate that these bytes encode, or null if they encode none. */
export function decodeCertificate(bytes: Uint8Array): Certificate | null {
  if (bytes.byteLength > certificateBytesMax) return null;
  const read = codec.decode(bytes);
  if (read === null || read.version !== version) return null;
  const { height, round, id, signatures: given } = read;
  return { height, round, id, signatures: given };
}

/** Whether a quorum of this committee has signed. Signatures beyond the quorum must be right, too. */
export function checkCertificate(
  certificate: Certificate,
  assembly: Assembly,
  checks: Omit<VoteChecks, 'idOf'>,
): Result<Certificate, Refusal<CertificateRefusalName>> {
  const { committee, height } = assembly;
  if (certificate.height !== height) {
    return refuse('wrong_height', 'The certificate belongs to another height.');
  }
  if (certificate.signatures.length < quorumOf(committee.length)) {
    return refuse('too_few_signatures', 'Not more than two thirds of the witnesses have signed.');
  }
  let last = -1;
  for (const { witness } of certificate.signatures) {
    if (witness === last) {
      return refuse('repeated_signature', 'A witness has signed the certificate twice.');
    }
    if (witness < last) {
      return refuse('signatures_out_of_order', 'The signatures are not in the witnesses’ order.');
    }
    last = witness;
  }
  return checkSignatures(certificate, assembly, checks);
}

function checkSignatures(
  certificate: Certificate,
  { committee, chain }: Assembly,
  { hash, verify }: Omit<VoteChecks, 'idOf'>,
): Result<Certificate, Refusal<CertificateRefusalName>> {
  const { height, round, id } = certificate;
  for (const { witness, signature: given } of certificate.signatures) {
    const publicKey = committee[witness];
    if (publicKey === undefined) {
      return refuse('unknown_witness', 'A witness has signed that the committee does not have.');
    }
    const said = { kind: 'precommit', height, round, witness, id } as const;
    if (!verify(messageHash(said, chain, hash), given, publicKey)) {
      return refuse('bad_signature', 'A signature does not fit the certificate.');
    }
  }
  return ok(certificate);
}
