/**
 * What pages and the command line may ask about the hours that a community will need. As with the rest of the record, a
 * page asks again whenever the community's `revision` has changed.
 */
import * as v from 'valibot';
import { count, hex32, integer } from '../base/fields.ts';
import { CurrencyWord } from './community-shape.ts';
import { Foreseen } from './orchestrator-shape.ts';
import { call } from './schema.ts';

const Submitted = v.strictObject({ record: hex32 });

export const orchestratorContract = {
  orchestrator: {
    /** In the order of `currencyWords`, as the certified record stands. */
    forecast: call(
      v.strictObject({ community: hex32 }),
      v.strictObject({
        currencies: v.strictTuple([Foreseen, Foreseen]),
        /** Whether this person may offer hours here. */
        isMember: v.boolean(),
      }),
      'unknown_community',
    ),
    /**
     * Hours that this member will give on a day; a later offer for the same day takes the place of the earlier. `day`
     * null: the first of the days that hours are asked for.
     */
    offer: call(
      v.strictObject({
        community: hex32,
        currency: CurrencyWord,
        day: v.nullable(count),
        quantity: integer,
      }),
      Submitted,
      'unknown_community',
      'not_a_member',
      'bad_quantity',
      'bad_day',
      'refused',
    ),
    /** Until its day begins. */
    takeBack: call(
      v.strictObject({ community: hex32, currency: CurrencyWord, day: v.nullable(count) }),
      Submitted,
      'unknown_community',
      'not_a_member',
      'no_such_offer',
      'refused',
    ),
  },
} as const;
