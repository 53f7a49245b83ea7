/** An own offer as this machine keeps it: what opens it, and what became of it. */
import { codecOf, key, struct, uint32, uint64, uint8 } from '../../../shared/base/struct.ts';
import { offerFields, text } from '../../../shared/ledger/market-fields.ts';
import { hexKey, oneOf, optional } from '../../../shared/ledger/snapshot-rows.ts';
import { isOfferRefusal } from '../../../shared/stake/market.ts';
import type { Offer, OfferRefusal } from '../../../shared/stake/market.ts';

export interface KeptOffer {
  readonly offer: Offer;
  readonly salt: Uint8Array;
  readonly round: number;
  readonly placedAtMs: bigint;
  /** Id of the record that seals it; null while that one is being written. */
  readonly id: string | null;
  /** Id of the last record that opens it. */
  readonly opening: string | null;
  readonly isSealCertified: 'no' | 'yes';
  readonly isWithdrawn: 'no' | 'yes';
  readonly isOver: 'no' | 'yes';
  readonly refusal: OfferRefusal | null;
}

const version = 1;
const refusalLengthMax = 40;

type Written = Omit<KeptOffer, 'refusal'> & {
  readonly version: number;
  readonly refusal: string | null;
};

const codec = codecOf(
  struct<Written>({
    version: uint8,
    salt: key,
    round: uint32,
    placedAtMs: uint64,
    id: optional(hexKey),
    opening: optional(hexKey),
    isSealCertified: oneOf('no', 'yes'),
    isWithdrawn: oneOf('no', 'yes'),
    isOver: oneOf('no', 'yes'),
    refusal: optional(text(refusalLengthMax)),
    offer: struct<Offer>(offerFields),
  }),
);

export function encodeKeptOffer(kept: KeptOffer): Uint8Array {
  return codec.encode({ version, ...kept });
}

/** Null for what is none. */
export function decodeKeptOffer(bytes: Uint8Array): KeptOffer | null {
  const read = codec.decode(bytes);
  if (read?.version !== version) return null;
  const { version: _version, refusal, ...kept } = read;
  if (refusal !== null && !isOfferRefusal(refusal)) return null;
  return { ...kept, refusal };
}
