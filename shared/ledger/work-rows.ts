/** How people's work is written down in a state: lists in the order of their keys, as everything else there. */
import { list, struct, uint32, uint8 } from '../base/struct.ts';
import { taskLimits, taskStates, workSteps } from '../work/work-state.ts';
import { text } from './market-fields.ts';
import { hexKey, oneOf, optional } from './snapshot-rows.ts';
import { supplyRows } from './supply-rows.ts';
import { answerField, deliveryFields, taskFields } from './work-fields.ts';

const most = 2 ** 32 - 1;
const panelMax = 9;
const roundsMax = 3;

const answers = list(struct({ member: hexKey, answer: answerField }), panelMax);

const task = struct({
  key: hexKey,
  ...taskFields,
  asker: hexKey,
  since: uint32,
  state: oneOf(...taskStates),
  round: uint8,
  closes: uint32,
  reveals: uint32,
  panel: list(hexKey, panelMax),
  seals: list(struct({ member: hexKey, seal: hexKey }), panelMax),
  answers,
  rounds: list(struct({ answers, median: optional(uint8), near: uint8 }), roundsMax),
  price: optional(uint8),
  taker: optional(hexKey),
  step: optional(oneOf(...workSteps)),
  delivery: optional(struct(deliveryFields)),
  changes: optional(text(taskLimits.reason)),
  ended: optional(uint32),
  release: optional(hexKey),
});

const pair = struct({
  task: hexKey,
  title: text(taskLimits.title),
  hours: uint8,
  actual: uint32,
  ended: uint32,
});

export const workRows = struct({
  tasks: list(task, most),
  compared: list(struct({ member: hexKey, pairs: list(pair, 255) }), most),
  supply: supplyRows,
});
