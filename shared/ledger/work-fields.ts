/** How tasks and answers are written down, in records and in the state alike. */
import { list, string, uint32, uint8 } from '../base/struct.ts';
import type { Encoding } from '../base/struct.ts';
import { taskLimits } from '../work/work-state.ts';
import type { Answer, TaskText } from '../work/work-state.ts';
import { causeLengths, text } from './market-fields.ts';
import { oneOf } from './snapshot-rows.ts';

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
