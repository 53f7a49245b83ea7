import { Send } from 'lucide-react';
import { useLocation } from 'wouter';
import {
  formatBytes,
  formatEquation,
  formatCpuTime,
  formatWhen,
  parseCpuHours,
  otherPeople,
} from '../../../shared/api/words.ts';
import { beyondSentence } from '../../../shared/api/account-words.ts';
import { cpuMicrosecondsWithin } from '../../../shared/domain/cpu-hours.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { jobPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { useActiveCommunity, useStatement, useStatus } from '../app/views.ts';
import { useDraft } from './draft-context.tsx';
import { ceilingProblem, inputOf, missing, requestOf } from './draft.ts';
import css from './steps.module.css';

/** What the job may cost at most, what is left afterwards, and the button that sends it. */
export function Quote() {
  const { draft, change } = useDraft();
  const cannot = useCannotAct();
  const beyond = useBeyond();
  const lacks = [...missing(draft), ...(beyond === null ? [] : [beyond])];
  const { send, isPending, problem } = useSend();
  return (
    <div className={css.quote}>
      <Panel title="3 · What it may cost">
        <div className={css.step}>
          <TextField
            label="Ceiling"
            value={draft.ceiling}
            unit="CPU-h"
            inputMode="decimal"
            short
            problem={ceilingProblem(draft.ceiling) ?? beyond}
            hint={ceilingHint(draft.ceiling)}
            onChange={(ceiling) => {
              change({ ceiling });
            }}
          />
          <Amounts />
          {problem !== null && (
            <Notice kind="fault" title="The job was not sent." live>
              {problem}
            </Notice>
          )}
          <div className={css.send}>
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
              reason={lacks.length > 0 ? null : cannot}
              reasonBy={lacks.length > 0 ? 'missing' : null}
              onPress={() => void send()}
            >
              {isPending ? 'Sending…' : 'Send job'}
            </Button>
          </div>
        </div>
      </Panel>
      <Who />
    </div>
  );
}

function Amounts() {
  const { draft } = useDraft();
  const statement = useStatement();
  const ceiling = parseCpuHours(draft.ceiling);
  const free = statement?.available ?? null;
  const from = free ?? statement?.total.difference;
  const sum = from !== undefined && ceiling !== null ? formatEquation(from, ceiling) : null;
  const size = (draft.module?.bytes.byteLength ?? 0) + inputOf(draft).byteLength;
  return (
    <dl className={css.adds}>
      <dt>To send</dt>
      <dd>{formatBytes(size)}</dd>
      {sum && (
        <>
          <dt>{free === null ? 'You have' : 'Free to use'}</dt>
          <dd>{sum.given} CPU-h</dd>
          <dt>This job, at most</dt>
          <dd>−{sum.used} CPU-h</dd>
          <dt>Afterwards, at least</dt>
          <dd>{sum.difference} CPU-h</dd>
        </>
      )}
    </dl>
  );
}

function Who() {
  const status = useStatus();
  if (!status) return null;
  const { lending } = status.connection;
  return (
    <Notice>
      {lending === 0
        ? 'Nobody is lending at the moment. The job will wait until somebody is.'
        : `${otherPeople(lending)} ${lending === 1 ? 'is' : 'are'} lending now. This job goes to whoever has a core free.`}
    </Notice>
  );
}

/** Why the ceiling is above what may be set aside here, and what to do; null where it is not, or nothing binds. */
function useBeyond(): string | null {
  const { draft } = useDraft();
  const [statement, community] = [useStatement(), useActiveCommunity()];
  const now = useNow();
  const ceiling = parseCpuHours(draft.ceiling);
  const free = statement?.available ?? null;
  if (free === null || ceiling === null || ceiling <= free) return null;
  return beyondSentence({
    ceiling,
    free,
    setAside: statement?.setAside ?? 0n,
    finalAt: community === null ? null : formatWhen(community.health.presentEpochEndsAtMs, now),
  });
}

function ceilingHint(typed: string): string {
  const ceiling = parseCpuHours(typed);
  if (ceiling === null) return '';
  const time = formatCpuTime(cpuMicrosecondsWithin(ceiling, 1_000));
  return `The job ends here, never above. That is ${time} on the reference core.`;
}

function useSend() {
  const { draft, sent } = useDraft();
  const [, navigate] = useLocation();
  const submit = useCall((node) => node.jobs.submit);
  return {
    isPending: submit.isPending,
    problem: submit.refusal?.detail ?? null,
    async send() {
      const request = requestOf(draft);
      if (request === null || submit.isPending) return;
      const answer = await submit.start(request);
      if (!answer.ok) return;
      sent(answer.value.job);
      navigate(jobPath(answer.value.job));
    },
  };
}
