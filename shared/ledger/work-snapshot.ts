/** From people's work to the lists in which a snapshot holds it, and back. */
import { sortedEntries } from '../base/sorted.ts';
import type { ValueOf } from '../base/struct.ts';
import type { Answer, WorkState } from '../work/work-state.ts';
import { rowsOfSupply, supplyOf } from './supply-snapshot.ts';
import type { workRows } from './work-rows.ts';

type Rows = ValueOf<typeof workRows>;
type AnswerRows = Rows['tasks'][number]['answers'];

export function rowsOfWork({ tasks, compared, ...supply }: WorkState): Rows {
  return {
    tasks: sortedEntries(tasks).map(([key, { seals, answers, rounds, ...task }]) => ({
      key,
      ...task,
      seals: sortedEntries(seals).map(([member, seal]) => ({ member, seal })),
      answers: answerRows(answers),
      rounds: rounds.map((round) => ({ ...round, answers: answerRows(round.answers) })),
    })),
    compared: sortedEntries(compared).map(([member, pairs]) => ({ member, pairs })),
    supply: rowsOfSupply(supply),
  };
}

function answerRows(answers: ReadonlyMap<string, Answer>): AnswerRows {
  return sortedEntries(answers).map(([member, answer]) => ({ member, answer }));
}

export function workOf(rows: Rows): WorkState {
  return {
    tasks: new Map(
      rows.tasks.map(({ key, seals, answers, rounds, ...task }) => [
        key,
        {
          ...task,
          seals: new Map(seals.map(({ member, seal }) => [member, seal])),
          answers: answersOf(answers),
          rounds: rounds.map((round) => ({ ...round, answers: answersOf(round.answers) })),
        },
      ]),
    ),
    compared: new Map(rows.compared.map(({ member, pairs }) => [member, pairs])),
    ...supplyOf(rows.supply),
  };
}

function answersOf(rows: AnswerRows): ReadonlyMap<string, Answer> {
  return new Map(rows.map(({ member, answer }) => [member, answer]));
}
