/** Whether certified values follow each other: each is signed by the committee that the one before it named. */
import { sameBytes } from '../../../shared/base/bytes.ts';
import { checkCertificate, decodeCertificate } from '../../../shared/consensus/certificate.ts';
import { epochIdOf, epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import type { EpochValue } from '../../../shared/ledger/epoch-value.ts';
import type { Cryptography } from '../ports.ts';
import { tipAfter } from './chain.ts';
import type { Tip } from './chain.ts';
import type { CertifiedValue } from './ports.ts';

/** A value whose certificate holds. */
export interface Verified {
  readonly certified: CertifiedValue;
  readonly value: EpochValue;
  readonly tip: Tip;
}

/** What comes after `tip`, or null if this does not. */
export function verifyNext(
  tip: Tip,
  given: { readonly value: Uint8Array; readonly certificate: Uint8Array },
  community: Uint8Array,
  { hash, verify }: Cryptography,
): Verified | null {
  const value = epochValueCodec.decode(given.value);
  const certificate = decodeCertificate(given.certificate);
  if (value === null || certificate === null) return null;
  const id = epochIdOf(given.value, community, hash);
  const follows =
    value.height === tip.height + 1 &&
    value.epoch > tip.epoch &&
    sameBytes(value.previous, tip.id) &&
    sameBytes(certificate.id, id);
  if (!follows) return null;
  const assembly = { committee: tip.committee, chain: community, height: value.height };
  if (!checkCertificate(certificate, assembly, { hash, verify }).ok) return null;
  return {
    certified: { height: value.height, value: given.value, certificate: given.certificate },
    value,
    tip: tipAfter(value, id),
  };
}
