import { Download, RotateCcw, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { JobView } from '../../../shared/api/contract.ts';
import type { SliceView } from '../../../shared/api/slices-shape.ts';
import { formatBytes } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Actions } from '../../ui/actions.tsx';
import { Button } from '../../ui/button.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { isOpen } from './job-progress.ts';
import { JobState } from './job-state.tsx';
import { ResultPreview } from './result-preview.tsx';
import { SourceLines } from './source-lines.tsx';
import { SliceAnswers } from './slice-answers.tsx';
import { SliceConsoles } from './slice-consoles.tsx';
import css from './slice-panel.module.css';
import { SliceShape } from './slice-shape.tsx';
import { agreementOf, sliceTitle, sliceWordText } from './slice-words.ts';

interface SlicePanelProps {
  readonly job: JobView;
  readonly slice: number;
  readonly revision: unknown;
  readonly onClose: () => void;
}

/** One slice of a job: who ran it, whether the answers agree, and what came of it. */
export function SlicePanel({ job, slice, revision, onClose }: SlicePanelProps) {
  const question = { job: job.id, from: slice, limit: 1, state: null };
  const answer = useAnswer((node) => node.jobs.slices, question, revision);
  const view = answer.value?.slices[0];
  const heading = useRef<HTMLSpanElement>(null);
  const isThere = view !== undefined;
  useEffect(() => {
    if (isThere) heading.current?.focus();
  }, [slice, isThere]);
  return (
    <Panel
      title={
        <span ref={heading} tabIndex={-1} className={css.title}>
          <bdi>{view === undefined ? 'Slice' : sliceTitle(view)}</bdi>
        </span>
      }
      aside={
        <Button kind="quiet" small icon={<X />} onPress={onClose}>
          Close
        </Button>
      }
    >
      {answer.problem !== null && <Notice kind="fault">{answer.problem}</Notice>}
      {view === undefined ? (
        <Skeleton lines={3} />
      ) : (
        <SliceDetail job={job} view={view} hasResult />
      )}
    </Panel>
  );
}

/** The same of a job’s only slice, whose result stands beside it. */
export function OnlySlice({ job, revision }: Pick<SlicePanelProps, 'job' | 'revision'>) {
  const question = { job: job.id, from: 0, limit: 1, state: null };
  const view = useAnswer((node) => node.jobs.slices, question, revision).value?.slices[0];
  return (
    <Panel
      title={isOpen(job.state) ? 'Who runs it' : 'Who ran it'}
      aside={<JobState state={job.state} />}
    >
      {view === undefined ? (
        <Skeleton lines={2} />
      ) : (
        <SliceDetail job={job} view={view} hasResult={false} />
      )}
    </Panel>
  );
}

interface SliceDetailProps {
  readonly job: JobView;
  readonly view: SliceView;
  readonly hasResult: boolean;
}

function SliceDetail({ job, view, hasResult }: SliceDetailProps) {
  const agreement = agreementOf(view.answers);
  return (
    <div className={css.detail}>
      <p className={css.state}>
        <SliceShape word={view.state} />
        <span>
          {view.state !== 'done' && <b>{sliceWordText(view.state)}. </b>}
          <span dir="auto">{view.sentence}</span>
        </span>
      </p>
      {view.fault?.line != null && job.kind === 'javascript' && (
        <SourceLines job={job.id} line={view.fault.line} />
      )}
      {agreement !== null && <p className={css.words}>{agreement}</p>}
      {view.answers.length === 0 ? (
        <p className={css.words}>Nobody has been asked for it yet.</p>
      ) : (
        <SliceAnswers answers={view.answers} delivered={view.result?.hash ?? null} />
      )}
      <SliceConsoles answers={view.answers} />
      {hasResult && view.result !== null && (
        <>
          <ResultPreview job={job.id} slice={view.index} result={view.result} />
          <p className={css.words}>
            {formatBytes(view.result.bytes)}, {view.verified ? 'verified' : 'not verified'}. Hash{' '}
            <LongKey value={view.result.hash} label="hash of the result" />
          </p>
        </>
      )}
      <SliceActions job={job} view={view} hasResult={hasResult} />
    </div>
  );
}

function SliceActions({ job, view, hasResult }: SliceDetailProps) {
  const isOver = job.state === 'failed' || job.state === 'cancelled';
  const mayRunAgain = !isOver && ['done', 'failed', 'stopped'].includes(view.state);
  const again = useCall((node) => node.jobs.again);
  const result = useCall((node) => node.jobs.result);
  const input = useCall((node) => node.jobs.input);
  const cannot = useCannotAct();
  const problem = again.refusal ?? result.refusal ?? input.refusal;
  const id = { job: job.id, slice: view.index };
  const save = async (ask: typeof result.start | typeof input.start, name: string) => {
    const answer = await ask(id);
    if (answer.ok) saveBytes(answer.value.bytes, name);
  };
  const number = String(view.index + 1);
  return (
    <>
      {problem && (
        <Notice kind="fault" live>
          {problem.detail}
        </Notice>
      )}
      <Actions>
        {mayRunAgain && (
          <Button
            small
            icon={<RotateCcw size="0.875rem" />}
            reason={cannot}
            onPress={() => void again.start(id)}
          >
            Run again
          </Button>
        )}
        {hasResult && view.result !== null && (
          <Button
            small
            icon={<Download size="0.875rem" />}
            reasonBy={null}
            reason={mayRunAgain ? null : cannot}
            onPress={() => {
              const ending = endings[view.result?.media ?? 'bytes'];
              void save(result.start, `result-${number}.${ending}`);
            }}
          >
            Download result
          </Button>
        )}
        {view.inputBytes > 0 && (
          <Button kind="quiet" small onPress={() => void save(input.start, `input-${number}`)}>
            Download input, {formatBytes(view.inputBytes)}
          </Button>
        )}
      </Actions>
    </>
  );
}

const endings = { text: 'txt', json: 'json', png: 'png', bytes: 'bin' } as const;
