/**
 * What the maintainers of a release sign: all that its record says of it in this community, but the signatures. Whoever
 * publishes it can neither give it other files, another licence or other makers, nor need fewer signatures than the
 * others have agreed to, nor put anybody's work into it that they did not see.
 */
import { concatBytes, textToBytes } from '../base/bytes.ts';
import { codecOf, struct } from '../base/struct.ts';
import type { Hash } from './merkle.ts';
import { supplyFields } from './release-fields.ts';
import type { SupplyBodies } from './release-fields.ts';

export type ReleaseClaim = Omit<SupplyBodies['release'], 'signatures'>;

const domain = textToBytes('common-hours/release-binding/v2');
const { signatures: _, ...fields } = supplyFields.release;
const claim = codecOf(struct<ReleaseClaim>(fields));

/** 32 bytes, which each maintainer signs by its member key. Of a body that may be a record; others cannot be written. */
export function releaseBinding(community: Uint8Array, body: ReleaseClaim, hash: Hash): Uint8Array {
  return hash(domain, concatBytes(community, claim.encode(body)));
}
