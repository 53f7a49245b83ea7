/** How the stake market is written down in a state: lists in the order of their keys, as everything else there. */
import { list, struct, uint32, uint8 } from '../base/struct.ts';
import { causeFields, offerFields, signed } from './market-fields.ts';
import { amount, hexKey, oneOf, optional, place } from './snapshot-rows.ts';

const most = 2 ** 32 - 1;
const integer = signed(amount);

/** What somebody holds of an issuer under a cause: one more than the place of the cause, or 0 for none. */
const lot = struct({ cause: place, units: amount });
const row = struct({ issuer: place, lots: list(lot, most) });
const held = list(struct({ member: place, quantity: amount }), most);

const outcome = struct({
  verdict: oneOf('met', 'missed', 'contested'),
  achieved: optional(integer),
  round: uint32,
});

const cause = struct({
  key: hexKey,
  ...causeFields,
  issuer: hexKey,
  since: uint32,
  countedBefore: amount,
  drawn: list(hexKey, 16),
  seen: list(struct({ member: hexKey, value: integer }), 16),
  outcome: optional(outcome),
});

export const marketRows = struct({
  round: uint32,
  causes: list(cause, most),
  /** Whoever holds all of themselves and nothing else is not in it, which is nearly everybody in most communities. */
  lots: list(struct({ holder: place, rows: list(row, most) }), most),
  work: held,
  commitments: list(struct({ key: hexKey, member: hexKey, seal: hexKey, round: uint32 }), most),
  offers: list(
    struct({ key: hexKey, ...offerFields, member: hexKey, waited: uint8, matched: amount }),
    most,
  ),
  momentum: list(struct({ cause: hexKey, fast: integer, slow: integer }), most),
  given: held,
});
