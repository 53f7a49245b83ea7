/** How tasks and answers are written down, in records and in the state alike. */
import { key, list, string, uint32, uint8 } from '../base/struct.ts';
import type { Encoding } from '../base/struct.ts';
import { taskLimits, workSteps } from '../work/work-state.ts';
import type { Answer, Delivery, TaskText, WorkStep } from '../work/work-state.ts';
import { causeLengths, text } from './market-fields.ts';
import { hexKey, oneOf } from './snapshot-rows.ts';

const yesOrNo = oneOf('no', 'yes');

export const flag: Encoding<boolean> = {
  preencode: (state, value) => {
    yesOrNo.preencode(state, value ? 'yes' : 'no');
  },
  encode: (state, value) => {
    yesOrNo.encode(state, value ? 'yes' : 'no');
  },
  decode: (state) => yesOrNo.decode(state) === 'yes',
};

export const taskFields: { readonly [Key in keyof TaskText]: Encoding<TaskText[Key]> } = {
  title: text(taskLimits.title),
  done: string(taskLimits.doneBytes),
  skills: list(text(causeLengths.tag), taskLimits.skills),
  due: uint32,
  most: uint8,
  isEstimated: flag,
  takers: list(hexKey, taskLimits.takers),
};

const answerKind = oneOf('hours', 'cannot_tell', 'split_first');
const reason = text(taskLimits.reason);

export const answerField: Encoding<Answer> = {
  preencode: (state, { hours, ...said }) => {
    answerKind.preencode(state, typeof hours === 'number' ? 'hours' : hours);
    if (typeof hours === 'number') uint8.preencode(state, hours);
    reason.preencode(state, said.reason);
  },
  encode: (state, { hours, ...said }) => {
    answerKind.encode(state, typeof hours === 'number' ? 'hours' : hours);
    if (typeof hours === 'number') uint8.encode(state, hours);
    reason.encode(state, said.reason);
  },
  decode: (state) => {
    const kind = answerKind.decode(state);
    const hours = kind === 'hours' ? uint8.decode(state) : kind;
    return { hours, reason: reason.decode(state) };
  },
};

export const deliveryFields: { readonly [Key in keyof Delivery]: Encoding<Delivery[Key]> } = {
  link: text(taskLimits.link),
  note: text(taskLimits.reason),
  actual: uint32,
};

/** What records about tasks say beyond their place in a chain. */
export interface WorkBodies {
  readonly task: TaskText;
  readonly estimate: {
    readonly task: string;
    readonly round: number;
    /** `sealOfAnswer` (shared/ledger/estimate-seal.ts). A later one takes its place while answers are sealed. */
    readonly seal: string;
    /** What the author saw that made them answer as they did in the round before; empty in the first. */
    readonly said: string;
  };
  readonly reveal: {
    readonly task: string;
    readonly round: number;
    readonly member: string;
    /** The bytes prove that it is made of the rest; the state knows whether it was sealed. */
    readonly seal: string;
    readonly salt: Uint8Array;
    readonly answer: Answer;
  };
  /** Agrees to do it for its price. */
  readonly take: { readonly task: string; readonly price: number };
  readonly step: Delivery & {
    readonly task: string;
    readonly says: WorkStep | 'delivered' | 'given_back';
  };
  readonly verdict: {
    readonly task: string;
    readonly says: 'accepted' | 'changes' | 'withdrawn';
    /** What is to be changed. */
    readonly note: string;
  };
}

export type WorkKind = keyof WorkBodies;

/** The kind byte of each record about tasks. */
export const workKindNumbers = {
  task: 13,
  estimate: 14,
  reveal: 15,
  take: 17,
  step: 18,
  verdict: 19,
} as const satisfies Readonly<Record<WorkKind, number>>;

type Fields<T> = { readonly [Key in keyof T]: Encoding<T[Key]> };

/** How each of them is written. */
export const workFields: { readonly [Kind in WorkKind]: Fields<WorkBodies[Kind]> } = {
  task: taskFields,
  estimate: { task: hexKey, round: uint8, seal: hexKey, said: reason },
  reveal: {
    task: hexKey,
    round: uint8,
    member: hexKey,
    seal: hexKey,
    salt: key,
    answer: answerField,
  },
  take: { task: hexKey, price: uint8 },
  step: {
    task: hexKey,
    says: oneOf(...workSteps, 'delivered', 'given_back'),
    ...deliveryFields,
  },
  verdict: { task: hexKey, says: oneOf('accepted', 'changes', 'withdrawn'), note: reason },
};
