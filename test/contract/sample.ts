/** A contract that has one of everything which the boundary must carry. */
import * as v from 'valibot';
import { bytes, count, integer, text } from '../../shared/base/fields.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Cell, Handlers } from '../../shared/api/handlers.ts';
import { call, nothing, topic } from '../../shared/api/schema.ts';

const Parcel = v.strictObject({
  amount: integer,
  content: bytes(1024),
  note: v.nullable(text(40)),
  parts: v.array(integer),
});

export const sampleContract = {
  post: {
    echo: call(Parcel, Parcel),
    weigh: call(
      v.strictObject({ content: bytes(12 * 1024 * 1024) }),
      v.strictObject({ bytes: count }),
    ),
    send: call(v.strictObject({ to: text(20) }), nothing, 'unknown_person', 'too_heavy'),
    fail: call(nothing, nothing),
    wait: call(nothing, nothing),
    lie: call(nothing, v.strictObject({ count })),
  },
  shelf: {
    level: topic(v.strictObject({ level: integer })),
    broken: topic(v.strictObject({ level: integer })),
    lie: topic(v.strictObject({ level: integer })),
  },
} as const;

export interface Sample {
  readonly handlers: Handlers<typeof sampleContract>;
  readonly level: Cell<{ readonly level: bigint }>;
  /** Lets every call of `post.wait` be answered. */
  release(): void;
  /** How many calls of `post.wait` have reached the handler. */
  waiting(): number;
}

export function createSample(): Sample {
  const level = createCell<{ readonly level: bigint }>({ level: 0n });
  let waiting: (() => void)[] = [];
  const handlers: Handlers<typeof sampleContract> = {
    post: {
      echo: (input) => ok(input),
      weigh: ({ content }) => ok({ bytes: content.byteLength }),
      send: ({ to }) =>
        to === 'bob' ? ok({}) : refuse('unknown_person', `Nobody here is called ${to}.`),
      fail: () => Promise.reject(new Error('the handler broke')),
      wait: () =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(ok({}));
          });
        }),
      lie: () => ok({ count: -1 }),
    },
    shelf: {
      level,
      broken: {
        subscribe() {
          throw new Error('the topic broke');
        },
      },
      lie: createCell({ level: 'much' as unknown as bigint }),
    },
  };
  return {
    handlers,
    level,
    release() {
      for (const each of waiting) each();
      waiting = [];
    },
    waiting: () => waiting.length,
  };
}
