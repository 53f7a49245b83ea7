import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ReleaseIngredientsView } from '../../../shared/api/software-shape.ts';
import { costWords } from '../../../shared/api/software-words.ts';
import { formatLeft, formatWhen, personName, plural } from '../../../shared/api/words.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckList } from '../../ui/check-list.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import type { Answer } from '../../node/use-answer.ts';
import { useNow } from '../app/use-now.ts';
import { namedFault, stillThere, type Named } from './launch-price.ts';

interface ShareIngredientsProps {
  readonly community: CommunityView;
  readonly answer: Answer<ReleaseIngredientsView>;
  readonly named: Named;
  readonly onChange: (named: Named) => void;
}

/** Hours of the record that went into a release, chosen from what is in none yet. */
export function ShareIngredients({ community, answer, named, onChange }: ShareIngredientsProps) {
  const { value, problem } = answer;
  return (
    <Panel title="What went into it">
      <div className={text.stack}>
        <p className={text.words}>
          Hours on the record: tasks that were accepted, and CPU-hours that you used to build and
          test it. Downloads give them back to whoever paid for them. Each goes into one release,
          and what nobody names costs nobody anything.
        </p>
        {value === undefined ? (
          problem === null ? (
            <Skeleton lines={3} />
          ) : (
            <Notice>{problem}</Notice>
          )
        ) : (
          <Choices {...{ community, value, named, onChange }} />
        )}
      </div>
    </Panel>
  );
}

type ChoicesProps = Omit<ShareIngredientsProps, 'answer'> & {
  readonly value: ReleaseIngredientsView;
};

function Choices({ community, value, named, onChange }: ChoicesProps) {
  const { tasks, receipts } = value;
  if (tasks.length === 0 && receipts.length === 0) {
    return (
      <p className={text.dense}>
        There is no accepted task of yours and no use of CPU-hours that is in no release yet: a
        download will cost nothing.
      </p>
    );
  }
  const gone = countOf(named) - countOf(stillThere(named, value));
  const fault = namedFault(named);
  const all = {
    tasks: tasks.map(({ id }) => id),
    receipts: receipts.map(({ id }) => id),
  };
  return (
    <>
      <TaskChoice {...{ community, value, named, onChange }} />
      <CounterChoice {...{ community, value, named, onChange }} />
      {gone > 0 && (
        <Notice>
          {plural(gone, 'of those you chose is', 'of those you chose are')} in another release by
          now, or too old, and will not be named.
        </Notice>
      )}
      {fault !== null && <Notice kind="fault">{fault}</Notice>}
      <Actions>
        <Button
          small
          onPress={() => {
            onChange(all);
          }}
        >
          Choose all
        </Button>
        {countOf(named) > 0 && (
          <Button
            small
            onPress={() => {
              onChange({ tasks: [], receipts: [] });
            }}
          >
            Choose none
          </Button>
        )}
      </Actions>
    </>
  );
}

function TaskChoice({ value: { tasks }, named, onChange }: ChoicesProps) {
  const now = useNow();
  if (tasks.length === 0) return null;
  return (
    <CheckList
      label="Accepted tasks"
      chosen={named.tasks}
      options={tasks.map(({ id, title, price, by, paidBy, endedAtMs }) => ({
        id,
        label: title,
        hint: `${costWords([0n, price])}, done by ${personName(by)}, paid by ${personName(paidBy)}, ${formatWhen(endedAtMs, now)}`,
      }))}
      onChange={(chosen) => {
        onChange({ ...named, tasks: chosen });
      }}
    />
  );
}

function CounterChoice({ community, value: { receipts }, named, onChange }: ChoicesProps) {
  const now = useNow();
  if (receipts.length === 0) return null;
  return (
    <CheckList
      label="CPU-hours that you used"
      hint={`They can be named for ${keptWords(community)} after they were used.`}
      chosen={named.receipts}
      options={receipts.map(({ id, quantity, lentBy, atMs }) => ({
        id,
        label: `${costWords([quantity, 0n])}, lent by ${personName(lentBy)}`,
        hint: formatWhen(atMs, now),
      }))}
      onChange={(chosen) => {
        onChange({ ...named, receipts: chosen });
      }}
    />
  );
}

function countOf({ tasks, receipts }: Named): number {
  return tasks.length + receipts.length;
}

/** How long the record keeps a counter by itself. */
function keptWords({ epochMs, parameters }: CommunityView): string {
  const late = parameters.find(({ name }) => name === 'lateEpochs')?.value ?? 0n;
  return formatLeft(Number(late) * epochMs);
}
