/** Causes (value propositions, R15) as the page and the command line see them. Parts are millionths. */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { causeChecks, comparators } from '../stake/market.ts';
import { Person } from './lending-shape.ts';
import { moment } from './schema.ts';

export const tagText = v.pipe(text(24), v.regex(/^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/));
export const ppm = v.pipe(count, v.maxValue(1_000_000));
export const directions = ['rising', 'steady', 'easing'] as const;

/** What a cause says; `replaces` names the one in whose place it stands. Amounts are thousandths of the unit. */
export const CauseText = v.strictObject({
  statement: text(600),
  beneficiaries: text(200),
  metric: text(120),
  unit: text(40),
  comparator: v.picklist(comparators),
  baseline: integer,
  target: integer,
  dueAtMs: moment,
  check: v.picklist(causeChecks),
  /** 0 where the record itself counts; else 3, 5 or 7. */
  attestors: count,
  tags: v.pipe(v.array(tagText), v.maxLength(5)),
  replaces: v.nullable(hex32),
});

export const CauseRef = v.strictObject({ id: hex32, statement: text(600), issuer: Person });

export const Cause = v.strictObject({
  id: hex32,
  issuer: Person,
  isMine: v.boolean(),
  ...CauseText.entries,
  /** Null where no other stands in its place. */
  replacedBy: v.nullable(hex32),
  sinceMs: moment,
  /** `waiting`: not certified yet. `due`: over, and its outcome is not settled. */
  state: v.picklist(['waiting', 'live', 'due', 'met', 'missed', 'contested']),
  /** Drawn by rule to say what they see; and what those who did saw last. */
  drawn: v.array(v.strictObject({ person: Person, isMe: v.boolean(), seen: v.nullable(integer) })),
  /** What stands to be seen now, by the record or the middle of the attestors; and at the end. */
  achieved: v.nullable(integer),
  /** Units that others than the issuer hold under it, how many people, and how that moves. */
  heldUnits: integer,
  holders: count,
  direction: v.picklist(directions),
  /** By round, the oldest first, the last eight: units held by others. */
  series: v.array(integer),
  /** Of those whom this person holds, how many hold it too. */
  heldByMine: count,
});

export type CauseView = v.InferOutput<typeof Cause>;
export type CauseRefView = v.InferOutput<typeof CauseRef>;
export type CauseTextInput = v.InferOutput<typeof CauseText>;
