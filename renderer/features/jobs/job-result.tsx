import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { JobView } from '../../../shared/api/contract.ts';
import { formatBytes } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { saveBytes } from '../app/save-bytes.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './job-result.module.css';
import { isOpen } from './job-progress.ts';

type Result = NonNullable<JobView['result']>;

const endings = { text: 'txt', json: 'json', png: 'png', bytes: 'bin' } as const;

/** What came back: the text itself, the picture itself, or how large it is. */
export function JobResult({ job }: { readonly job: JobView }) {
  const { start, refusal } = useCall((node) => node.jobs.result);
  const cannot = useCannotAct();
  const { result } = job;
  if (result === null) {
    return (
      <Panel title="Result">
        <p className={css.none}>
          {isOpen(job.state) ? 'The result will show here.' : 'There is no result.'}
        </p>
      </Panel>
    );
  }
  const download = async () => {
    const answer = await start({ job: job.id });
    if (answer.ok) saveBytes(answer.value.bytes, `${fileName(job.name)}.${endings[result.media]}`);
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
      <Preview job={job} result={result} />
      <p className={css.size}>
        {formatBytes(result.bytes)}, {mediaWords[result.media]}
      </p>
    </Panel>
  );
}

const mediaWords = { text: 'text', json: 'JSON', png: 'a PNG picture', bytes: 'bytes' } as const;

function Preview({ job, result }: { readonly job: JobView; readonly result: Result }) {
  if (result.media === 'png') return <Picture job={job} />;
  if (result.preview === null) {
    return (
      <p className={css.none}>The result is neither text nor a picture. Download it to use it.</p>
    );
  }
  return (
    <pre className={css.text} dir="auto" tabIndex={0} role="region" aria-label="Result as text">
      {result.preview}
      {result.bytes > result.preview.length && result.preview.length >= 2_000 ? ' …' : ''}
    </pre>
  );
}

/** Draws the picture from its bytes, so that the page needs no address for it. */
function Picture({ job }: { readonly job: JobView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { start } = useCall((node) => node.jobs.result);
  const [state, setState] = useState<'coming' | 'drawn' | 'broken'>('coming');
  useEffect(() => {
    let gone = false;
    void start({ job: job.id }).then(async (answer) => {
      if (gone) return;
      const drawn = answer.ok && (await draw(canvas.current, answer.value.bytes));
      if (!gone) setState(drawn ? 'drawn' : 'broken');
    });
    return () => {
      gone = true;
    };
  }, [job.id, start]);
  return (
    <>
      {state === 'broken' && (
        <p className={css.none}>
          The picture could not be shown. The file itself can be downloaded.
        </p>
      )}
      <canvas
        ref={canvas}
        className={css.picture}
        role="img"
        aria-label={`Picture: the result of ${job.name}`}
        hidden={state !== 'drawn'}
      />
    </>
  );
}

async function draw(canvas: HTMLCanvasElement | null, bytes: Uint8Array): Promise<boolean> {
  if (canvas === null) return false;
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' });
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (bitmap === null) return false;
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return true;
}

function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}.-]+/gu, '-').replace(/^-|-$/g, '') || 'result';
}
