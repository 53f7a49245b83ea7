/** Seals offers (R10): until all of a round are committed to, nobody can know what the others ask for. */
import { hexToBytes, textToBytes } from '../base/bytes.ts';
import type { Offer } from '../stake/market.ts';
import { offerCodec } from './market-fields.ts';
import type { Hash } from './merkle.ts';

const domain = textToBytes('common-hours/offer/v1');

/** Canonical bytes. */
export function encodeOffer(offer: Offer): Uint8Array {
  return offerCodec.encode(offer);
}

/** 32 bytes: `hash("common-hours/offer/v1" | community | salt | offer | member)`; the salt is 32 secret bytes. */
export function sealOf(
  {
    community,
    salt,
    offer,
    member,
  }: {
    readonly community: Uint8Array;
    readonly salt: Uint8Array;
    readonly offer: Offer;
    readonly member: string;
  },
  hash: Hash,
): Uint8Array {
  return hash(domain, community, salt, encodeOffer(offer), hexToBytes(member));
}
