import type { TaskView } from '../../../shared/api/task-shape.ts';
import { answerWord, formatManHours } from '../../../shared/api/task-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { estimateLadder } from '../../../shared/economy/estimates.ts';
import { Chart } from '../../ui/charts/chart.tsx';
import { StepDots, stepDotsHeight } from '../../ui/charts/step-dots.tsx';
import { inOrder, isFarthest, namesWithout, type NamedAnswer } from './round-answers.ts';
import text from '../../ui/text.module.css';

export type RoundOfTask = TaskView['rounds'][number];

/** How far apart the answers of a round are: a dot for each on the ladder, and a line where their middle is. */
export function EstimatesChart({ round }: { readonly round: RoundOfTask }) {
  const answers = inOrder(round.answers);
  const named = answers.filter(hasHours);
  const without = namesWithout(answers);
  return (
    <>
      {named.length > 0 && (
        <Chart
          title={`Answers of round ${round.round} on the ladder of man-hours, with their median`}
          headings={['Who', 'Answer', 'What they said']}
          readings={named.map((answer) => ({
            label: nameOf(answer),
            values: [answerWord(answer.hours), answer.reason],
            sentence: sentenceOf(answer),
          }))}
          entries={[
            { swatch: 'solid', label: 'an answer' },
            ...(round.isAgreed || round.lowest === round.highest
              ? []
              : [{ swatch: 'dashed' as const, label: 'ringed: the lowest and the highest' }]),
          ]}
          note={round.median === null ? '' : `median ${formatManHours(round.median)}`}
          height={stepDotsHeight(named.length)}
          isWordy
          draw={(frame) => (
            <StepDots
              steps={estimateLadder}
              dots={named.map((answer) => ({
                name: nameOf(answer),
                value: answer.hours,
                isApart: isFarthest(round, answer.hours),
              }))}
              middle={round.median === null ? null : { value: round.median, label: 'median' }}
              frame={frame}
            />
          )}
        />
      )}
      {without !== '' && <p className={text.dense}>{without}</p>}
    </>
  );
}

const nameOf = ({ person, isMe }: NamedAnswer) => (isMe ? 'You' : personName(person));

function sentenceOf(answer: NamedAnswer): string {
  const said = answer.reason === '' ? '' : `: ${answer.reason}`;
  return `${nameOf(answer)}, ${answerWord(answer.hours)}${said}`;
}

function hasHours(answer: NamedAnswer): answer is NamedAnswer & { readonly hours: number } {
  return typeof answer.hours === 'number';
}
