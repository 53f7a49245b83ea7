import { Play, Square } from 'lucide-react';
import { useId } from 'react';
import type { TrialView } from '../../../shared/api/slices-shape.ts';
import { formatBytes, formatCpuTime, formatNumber } from '../../../shared/api/words.ts';
import { formatCount } from '../../../shared/api/work-words.ts';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useStatus } from '../app/views.ts';
import type { Trying } from './use-trying.ts';
import css from './try-here.module.css';

/** Runs slices here, in the same sandbox and under the same meters, and shows what comes of it. */
export function TryHere({ trying }: { readonly trying: Trying }) {
  const { state, lacks, slices, begin, stop, problem } = trying;
  const lacksId = useId();
  const isRunning = state?.state === 'running';
  const isRated = useStatus()?.machine.ratingMilli != null;
  const by = lacks.length > 0 ? lacksId : null;
  return (
    <div className={css.try}>
      <div className={css.actions}>
        {isRunning ? (
          <Button icon={<Square />} onPress={stop}>
            Stop the test
          </Button>
        ) : (
          <Button
            icon={<Play />}
            reasonBy={by}
            onPress={() => {
              begin([0]);
            }}
          >
            Test on this computer
          </Button>
        )}
        {slices > 2 && !isRunning && (
          <Button
            kind="quiet"
            reasonBy={by}
            onPress={() => {
              begin([0, Math.floor(slices / 2), slices - 1]);
            }}
          >
            Test first, middle and last
          </Button>
        )}
        <span className={css.says} id={lacksId} role="status">
          {lacks[0] ?? saysOf(trying)}
        </span>
      </div>
      {problem !== null && (
        <Notice kind="fault" title="It could not be tested." live>
          {problem}
        </Notice>
      )}
      {state !== null && (
        <section aria-label="Test on this computer" className={css.trials}>
          {!trying.isOfNow && (
            <p className={css.says}>It was changed since this test. Test it again.</p>
          )}
          {state.trials.map((trial) => (
            <TrialFacts key={trial.slice} trial={trial} isRated={isRated} />
          ))}
        </section>
      )}
    </div>
  );
}

function saysOf({ state, isPending }: Trying): string {
  if (isPending) return 'It is being prepared.';
  return state?.state === 'running'
    ? ''
    : 'One slice runs here, sealed off as it would be elsewhere, and costs nothing.';
}

interface TrialFactsProps {
  readonly trial: TrialView;
  /** Whether the speed of this computer is known, by which the time counts. */
  readonly isRated: boolean;
}

function TrialFacts({ trial, isRated }: TrialFactsProps) {
  const { state, progressMilli, result, fault } = trial;
  return (
    <article className={css.trial} aria-label={`Slice ${formatNumber(trial.slice + 1)}`}>
      <p className={css.head} role="status">
        <b>Slice {formatNumber(trial.slice + 1)}</b>
        <span>{sentenceOf(trial, isRated)}</span>
      </p>
      {state === 'running' && progressMilli !== null && (
        <BulletBar
          label="Progress of the test"
          share={progressMilli / 1_000}
          valueLabel={`${formatNumber(progressMilli / 10)}%`}
        />
      )}
      {fault !== null && (
        <Notice
          kind="fault"
          title={
            fault.line === null
              ? 'It stopped with an error.'
              : `It stopped at line ${formatNumber(fault.line)}.`
          }
        >
          {fault.sentence}
        </Notice>
      )}
      {result !== null && (
        <pre className={css.result} tabIndex={0} aria-label="Result" dir="auto">
          {result.text ?? (result.media === 'png' ? 'A PNG picture.' : 'Bytes that are no text.')}
        </pre>
      )}
      {trial.console !== '' && (
        <figure className={css.console}>
          <figcaption className={css.says}>Console</figcaption>
          <pre className={css.result} tabIndex={0} aria-label="Console" dir="auto">
            {trial.console}
          </pre>
        </figure>
      )}
    </article>
  );
}

function sentenceOf(
  { state, cpuMicroseconds, workCount, result }: TrialView,
  isRated: boolean,
): string {
  const used = `${formatCpuTime(cpuMicroseconds)}, ${formatCount(workCount)} instructions`;
  switch (state) {
    case 'waiting':
      return isRated ? 'waits' : 'waits until the speed of this computer is measured';
    case 'running':
      return cpuMicroseconds === 0 ? 'runs' : `runs: ${formatCpuTime(cpuMicroseconds)} so far`;
    case 'done':
      return `${result === null ? '' : `${formatBytes(result.bytes)}, `}${used}`;
    case 'failed':
      return `failed after ${formatCpuTime(cpuMicroseconds)}`;
    case 'stopped':
      return 'stopped';
  }
}
