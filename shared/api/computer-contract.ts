/** What may be asked of a node about the computer that it runs on, apart from lending it. */
import * as v from 'valibot';
import { text } from '../base/fields.ts';
import { call, nothing, topic } from './schema.ts';

export const loginSentenceLength = 2_000;

const LoginStart = v.strictObject({
  state: v.picklist(['on', 'off', 'impossible']),
  /** By what it is started, would be, or why it cannot be; names a file, whose path may be long. */
  sentence: text(loginSentenceLength),
});

export const computerContract = {
  /** Whether this node is started in the background when its person logs in. */
  loginStart: topic(LoginStart),
  /** Only ever by a person's explicit choice. */
  startAtLogin: call(
    v.strictObject({ on: v.boolean() }),
    nothing,
    'not_possible',
    'cannot_be_written',
  ),
} as const;

export type LoginStartView = v.InferOutput<typeof LoginStart>;
