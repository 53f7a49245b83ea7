/**
 * The pieces of which the boundary between a node and its page is described: calls and topics.
 *
 * A call answers once. A topic speaks its present value at once and then each later one, so that
 * reconnecting is subscribing again and no history of events is needed.
 *
 * Only text crosses the boundary. A bigint travels as a decimal string, bytes as base64url, a moment
 * as integer milliseconds; `toWire` and the fields of `base/fields.ts` write and read them.
 */
import * as v from 'valibot';
import { count } from '../base/fields.ts';
import type { Schema } from '../base/fields.ts';

export interface CallSpec<Input, Output, Name extends string> {
  readonly kind: 'call';
  readonly input: Schema<Input>;
  readonly output: Schema<Output>;
  /** Every refusal that the node may answer with, beyond those of the boundary itself. */
  readonly refusals: readonly Name[];
}

export interface TopicSpec<Value> {
  readonly kind: 'topic';
  readonly value: Schema<Value>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a contract holds specs of every type
export type Spec = CallSpec<any, any, string> | TopicSpec<any>;
export type Contract = Readonly<Record<string, Readonly<Record<string, Spec>>>>;

/** What `of` makes of each call and topic of a contract, under the same names. */
export function mapContract<C extends Contract>(
  contract: C,
  of: (group: string, name: string, spec: Spec) => unknown,
): unknown {
  return Object.fromEntries(
    Object.entries(contract).map(([group, specs]) => [
      group,
      Object.fromEntries(
        Object.entries(specs).map(([name, spec]) => [name, of(group, name, spec)]),
      ),
    ]),
  );
}

/** Something the page asks for once. */
export function call<Input, Output, const Name extends string = never>(
  input: Schema<Input>,
  output: Schema<Output>,
  ...refusals: readonly Name[]
): CallSpec<Input, Output, Name> {
  return { kind: 'call', input, output, refusals };
}

/** Something the page watches. */
export function topic<Value>(value: Schema<Value>): TopicSpec<Value> {
  return { kind: 'topic', value };
}

/** No input, or no output. */
export const nothing = v.strictObject({});

/** A moment: integer milliseconds since 1970. */
export const moment = count;
