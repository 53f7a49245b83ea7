import { Download } from 'lucide-react';
import type { JobView } from '../../../shared/api/contract.ts';
import { fileStem, endingOf } from '../../../shared/api/result-files.ts';
import type { SliceView } from '../../../shared/api/slices-shape.ts';
import { formatBytes, formatNumber, plural } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { saveBlob, saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './job-result.module.css';
import { isOpen } from './job-progress.ts';
import { ResultPreview } from './result-preview.tsx';
import { useResultsDownload, type DownloadKind } from './results-download.ts';
import { sliceColumn } from './slice-column.tsx';

interface JobResultProps {
  readonly job: JobView;
  readonly revision: unknown;
  readonly onOpen: (slice: number) => void;
}

/** What came back: of one slice the result itself, of several the first hundred as they come, and all as a file. */
export function JobResult(props: JobResultProps) {
  const { job } = props;
  if (job.slices.done === 0) {
    return (
      <Panel title={job.slices.total === 1 ? 'Result' : 'Results'}>
        <p className={css.none}>
          {isOpen(job.state) ? 'Results will show here as they come.' : 'There is no result.'}
        </p>
      </Panel>
    );
  }
  return job.slices.total === 1 ? <OneResult {...props} /> : <ManyResults {...props} />;
}

const shownMost = 100;

/** Asked for again when another slice is done, not when one has begun. */
function useDoneSlices({ job, revision }: JobResultProps, limit: number) {
  const { done } = job.slices;
  const question = { job: job.id, from: 0, limit, state: 'done' as const };
  const isFull = done > limit && !isOpen(job.state);
  return useAnswer(
    (node) => node.jobs.slices,
    question,
    isFull ? done : `${done} ${String(revision)}`,
  );
}

function OneResult(props: JobResultProps) {
  const { job } = props;
  const slice = useDoneSlices(props, 1).value?.slices[0];
  const { start, refusal } = useCall((node) => node.jobs.result);
  const cannot = useCannotAct();
  const result = slice?.result;
  if (!result) return <Panel title="Result">…</Panel>;
  const download = async () => {
    const answer = await start({ job: job.id, slice: 0 });
    if (answer.ok)
      saveBytes(answer.value.bytes, `${fileStem(job.name) || 'result'}.${endingOf(result)}`);
  };
  return (
    <Panel
      title="Result"
      aside={
        <Button
          small
          kind="primary"
          icon={<Download size="0.875rem" />}
          reason={cannot}
          onPress={() => void download()}
        >
          Download result
        </Button>
      }
    >
      {refusal && (
        <Notice kind="fault" live>
          {refusal.detail}
        </Notice>
      )}
      <ResultPreview job={job.id} slice={0} result={result} />
      <p className={css.size}>
        {formatBytes(result.bytes)}, {mediaWords[result.media]},{' '}
        {slice.verified ? 'verified' : 'not verified: one person’s word'}
      </p>
    </Panel>
  );
}

const mediaWords = { text: 'text', json: 'JSON', png: 'a PNG picture', bytes: 'bytes' } as const;

function ManyResults(props: JobResultProps) {
  const { job, onOpen } = props;
  const { done, verified } = job.slices;
  const slices = useDoneSlices(props, shownMost).value?.slices ?? [];
  return (
    <Panel title="Results" aside={<DownloadAll job={job} />}>
      <p className={css.size}>
        {formatNumber(verified)} of {plural(done, 'result')} verified.
        {job.changed > 0 &&
          ` ${plural(job.changed, 'result')} that you had before ${job.changed === 1 ? 'was' : 'were'} replaced, because somebody was proved wrong.`}
        {done > shownMost && ` The first ${formatNumber(shownMost)} are shown.`}
      </p>
      <div className={css.list} tabIndex={0} role="region" aria-label="Results one by one">
        <DataTable<SliceView>
          caption="Results in the order of the slices"
          rows={slices}
          rowKey={({ index }) => String(index)}
          columns={[
            sliceColumn(onOpen),
            {
              id: 'result',
              header: 'Result',
              grow: true,
              cell: (slice) => <Short slice={slice} />,
            },
            {
              id: 'size',
              header: 'Size',
              end: true,
              leaveOut: 'small',
              cell: ({ result }) => formatBytes(result?.bytes ?? 0),
            },
            {
              id: 'verified',
              header: 'Verified',
              leaveOut: 'narrow',
              cell: (slice) => (slice.verified ? 'yes' : 'not yet'),
            },
          ]}
        />
      </div>
    </Panel>
  );
}

const shortLength = 80;

function Short({ slice: { result } }: { readonly slice: SliceView }) {
  if (result === null) return '–';
  if (result.text === null) return mediaWords[result.media];
  const line = result.text.replace(/\s+/g, ' ').trim();
  return (
    <code dir="auto">
      {line.slice(0, shortLength)}
      {line.length > shortLength && ' …'}
    </code>
  );
}

function DownloadAll({ job }: { readonly job: JobView }) {
  const { download, read, problem } = useResultsDownload(job.id, job.slices.total);
  const cannot = useCannotAct();
  const save = async (kind: DownloadKind) => {
    const blob = await download(kind);
    const stem = fileStem(job.name) || 'results';
    if (blob !== null) saveBlob(blob, `${stem}.${kind === 'zip' ? 'zip' : 'jsonl'}`);
  };
  if (cannot !== null) return <Button reason={cannot}>Download all</Button>;
  if (read !== null) {
    return (
      <span role="status">
        Read {formatNumber(read)} of {formatNumber(job.slices.done)}…
      </span>
    );
  }
  return (
    <>
      {problem !== null && <span role="alert">{problem} </span>}
      <MenuButton
        label="Download all"
        icon={<Download size="0.875rem" />}
        choices={[
          { id: 'zip', label: 'A file for each, in a zip', hint: 'with checksums' },
          { id: 'lines', label: 'JSON lines', hint: 'one file' },
        ]}
        note={isOpen(job.state) ? 'The results so far; the job goes on.' : null}
        onChoose={(id) => void save(id as DownloadKind)}
      />
    </>
  );
}
