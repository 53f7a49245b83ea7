import type { TaskView } from '../../../shared/api/task-shape.ts';
import { answerWord, roundSentence } from '../../../shared/api/task-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Explain } from '../../ui/explain.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { EstimatesChart } from './estimates-chart.tsx';
import css from './tasks.module.css';

type Seat = TaskView['panel'][number];

/** Who was drawn, and who has answered; what they said only once it is opened. */
export function PanelTable({ task }: { readonly task: TaskView }) {
  return (
    <Panel title="Who estimates it" flush>
      <DataTable<Seat>
        caption="Who estimates it"
        rows={task.panel}
        rowKey={({ person }) => person.id}
        columns={[
          {
            id: 'who',
            header: 'Person',
            cell: ({ person, isMe }) => (
              <>
                <bdi>{personName(person)}</bdi>
                {isMe && <span className={text.mark}>you</span>}
              </>
            ),
          },
          { id: 'answer', header: 'Answer', end: true, cell: seatWords },
        ]}
      />
    </Panel>
  );
}

function seatWords({ answer, hasSealed }: Seat): string {
  if (answer !== null) return answerWord(answer.hours);
  return hasSealed ? 'sealed' : 'none yet';
}

/** The last round in sight, those before it folded away. */
export function RoundsPanel({ rounds }: { readonly rounds: TaskView['rounds'] }) {
  const last = rounds.at(-1);
  const earlier = rounds.slice(0, -1).toReversed();
  return (
    <Panel
      title="What the panel said"
      aside={
        <Explain
          label="How it is agreed"
          title="How a price is agreed"
          sentences={[
            'Each of the panel answers alone. The price is the answer in the middle, where two thirds of the panel are within two thirds and one and a half times of it.',
            'Where they are not, the lowest and the highest say what they saw and all answer again, three times at most.',
            'How many want the work or could do it does not enter, nor how long it takes in the end.',
          ]}
        />
      }
    >
      {last !== undefined && <RoundPart round={last} />}
      {earlier.map((round) => (
        <Fold key={round.round} summary={`Round ${round.round}: ${roundSentence(round)}`}>
          <RoundPart round={round} />
        </Fold>
      ))}
    </Panel>
  );
}

function RoundPart({ round }: { readonly round: TaskView['rounds'][number] }) {
  const said = round.answers.filter(({ reason }) => reason !== '');
  return (
    <div className={css.round}>
      <h3>
        Round {round.round}: {roundSentence(round)}
      </h3>
      <EstimatesChart round={round} />
      {said.length > 0 && (
        <ul className={text.stack} aria-label={`What they said in round ${round.round}`}>
          {said.map(({ person, isMe, hours, reason }) => (
            <li key={person.id} className={text.dense}>
              <b>
                <bdi>{isMe ? 'You' : personName(person)}</bdi>, {answerWord(hours)}:
              </b>{' '}
              <bdi>{reason}</bdi>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
