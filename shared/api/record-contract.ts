/** What the process of the shared record answers: the questions of pages, and `work` for the node alone. */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { communityContract } from './community-contract.ts';
import { CurrencyWord } from './community-shape.ts';
import { Person, sentence } from './lending-shape.ts';
import { call } from './schema.ts';

/** What a lender or an asker must know of another machine before work is done. */
const Stands = v.strictObject({
  device: hex32,
  member: Person,
  /** Whether it may work with others by the last certificate and what is known since. */
  isActive: v.boolean(),
  /** Certified balance + max(0, line - promise) in this currency, less what was used since. */
  available: integer,
  /** The line by the last certificate. */
  line: integer,
});

/** A pair's last counter of one epoch that is known here, certified or not. */
const LastCounter = v.strictObject({ body: v.nullable(bytes(4_096)), certified: v.boolean() });

export const recordContract = {
  ...communityContract,
  work: {
    /** Of one machine, in one currency. */
    standing: call(
      v.strictObject({ community: hex32, device: hex32, currency: CurrencyWord }),
      Stands,
      'unknown_community',
      'unknown_device',
    ),
    /** Whole encodings; durable when it answers. What is known already is no fault. */
    submit: call(
      v.strictObject({
        community: hex32,
        records: v.pipe(v.array(bytes(4_096)), v.minLength(1), v.maxLength(1_000)),
      }),
      v.strictObject({
        results: v.array(
          v.strictObject({
            record: v.nullable(hex32),
            refusal: v.nullable(v.strictObject({ name: text(60), detail: sentence })),
          }),
        ),
      }),
      'unknown_community',
    ),
    lastCounter: call(
      v.strictObject({
        community: hex32,
        supplier: hex32,
        consumer: hex32,
        currency: CurrencyWord,
        cause: hex32,
        epoch: count,
      }),
      LastCounter,
      'unknown_community',
    ),
  },
} as const;
