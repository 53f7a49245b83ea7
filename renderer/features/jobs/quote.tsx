import { Send } from 'lucide-react';
import { lacksOf } from '../../../shared/api/job-lacks.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatEquation,
  otherPeople,
} from '../../../shared/api/words.ts';
import { cpuMicrosecondsWithin } from '../../../shared/domain/cpu-hours.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { usePeople, useStatement, useStatus } from '../app/views.ts';
import { useDraft } from './draft-context.tsx';
import type { CutInput } from './draft-input.ts';
import { ceilingProblem } from './draft-request.ts';
import { QuoteAside } from './quote-aside.tsx';
import { QuoteEstimate } from './quote-estimate.tsx';
import { QuoteShortage } from './quote-shortage.tsx';
import css from './steps.module.css';
import { useSending, type Quoted } from './use-quote.ts';

interface QuoteProps {
  readonly cut: CutInput;
  readonly quoted: Quoted;
}

/** What the job is expected to use, what it may cost at most, and the button that sends it. */
export function Quote({ cut, quoted }: QuoteProps) {
  const { draft, change } = useDraft();
  const { ceiling, estimate, shortage } = quoted;
  return (
    <div className={css.quote}>
      <Panel title="Quote">
        <div className={css.step}>
          <QuoteEstimate estimate={estimate} />
          <TextField
            label="Ceiling"
            value={ceiling}
            unit="CPU-h"
            inputMode="decimal"
            short
            problem={ceiling === '' ? null : ceilingProblem(ceiling)}
            hint={ceilingHint(quoted, draft.ceiling === null)}
            onChange={(typed) => {
              change({ ceiling: typed });
            }}
          />
          <Amounts amount={quoted.amount} />
          {shortage !== null && <QuoteShortage shortage={shortage} quoted={quoted} />}
          <SendIt cut={cut} quoted={quoted} />
          <QuoteAside cut={cut} ceiling={ceiling} />
        </div>
      </Panel>
      <Who />
    </div>
  );
}

function SendIt({ cut, quoted }: QuoteProps) {
  const cannot = useCannotAct();
  const { send, isPending, problem } = useSending(cut, quoted.ceiling);
  const { lacks, shortage, estimate } = quoted;
  const by = lacks.length > 0 ? 'missing' : shortage === null ? null : 'shortage';
  return (
    <div className={css.send}>
      {problem !== null && (
        <Notice kind="fault" title="The job was not sent." live>
          {problem}
        </Notice>
      )}
      {lacks.length > 0 && (
        <ul className={css.missing} id="missing">
          {lacks.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      <Button
        kind="primary"
        icon={<Send />}
        reason={by === null ? cannot : null}
        reasonBy={by}
        onPress={() => void send()}
      >
        {isPending ? 'Sending…' : estimate === null ? 'Send without an estimate' : 'Send job'}
      </Button>
    </div>
  );
}

function Amounts({ amount }: { readonly amount: bigint | null }) {
  const statement = useStatement();
  const free = statement?.available ?? null;
  const from = free ?? statement?.total.difference;
  if (from === undefined || amount === null) return null;
  const sum = formatEquation(from, amount);
  return (
    <dl className={css.adds}>
      <dt>Set aside now</dt>
      <dd>{sum.used} CPU-h</dd>
      <dt>{free === null ? 'You have' : 'Free to use'}</dt>
      <dd>{sum.given} CPU-h</dd>
      <dt>Afterwards, at least</dt>
      <dd>{sum.difference} CPU-h</dd>
    </dl>
  );
}

/** Who could run it, and who is missing, as long as it has not been sent. */
function Who() {
  const [status, people] = [useStatus(), usePeople()];
  const { certainty, audience } = useDraft().draft;
  if (!status) return null;
  const present = people?.present.map(({ person, lending }) => ({ member: person.id, lending }));
  const lacks = lacksOf(present ?? [], { certainty, audience });
  if (present !== undefined && lacks !== null) return <Notice>{lacks}</Notice>;
  const { lending } = status.connection;
  return (
    <Notice>
      {lending === 0
        ? 'Nobody is lending at the moment. The job will wait until somebody is.'
        : `${otherPeople(lending)} ${lending === 1 ? 'is' : 'are'} lending now. Slices go to whoever has a core free.`}
    </Notice>
  );
}

function ceilingHint({ amount, estimate }: Quoted, isSuggested: boolean): string {
  if (amount === null) return 'The job stops here, never above.';
  const time = formatCpuTime(cpuMicrosecondsWithin(amount, 1_000));
  const why =
    isSuggested && estimate !== null
      ? ` Suggested by the test: ${formatCpuHours(estimate.high)} and room for surprises.`
      : '';
  return `The job stops here, never above. That is ${time} on the reference core.${why} Unused hours come back at the end.`;
}
