import { useEffect, useRef, useState } from 'react';
import type { SliceView } from '../../../shared/api/slices-shape.ts';
import { useCall } from '../../node/node-provider.tsx';
import css from './job-result.module.css';

type Result = NonNullable<SliceView['result']>;

interface ResultPreviewProps {
  readonly job: string;
  readonly slice: number;
  readonly result: Result;
}

/** What came back: the text itself, the picture itself, or that it is neither. */
export function ResultPreview({ job, slice, result }: ResultPreviewProps) {
  if (result.media === 'png') {
    return <Picture key={result.hash} job={job} slice={slice} result={result} />;
  }
  if (result.text === null) {
    return (
      <p className={css.none}>The result is neither text nor a picture. Download it to use it.</p>
    );
  }
  return (
    <pre className={css.text} dir="auto" tabIndex={0} role="region" aria-label="Result as text">
      {result.text}
      {result.bytes > result.text.length && result.text.length >= 2_000 ? ' …' : ''}
    </pre>
  );
}

/** Draws the picture from its bytes, so that the page needs no address for it. */
function Picture({ job, slice }: ResultPreviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { start } = useCall((node) => node.jobs.result);
  const [state, setState] = useState<'coming' | 'drawn' | 'broken'>('coming');
  useEffect(() => {
    let gone = false;
    void start({ job, slice }).then(async (answer) => {
      if (gone) return;
      const drawn = answer.ok && (await draw(canvas.current, answer.value.bytes));
      if (!gone) setState(drawn ? 'drawn' : 'broken');
    });
    return () => {
      gone = true;
    };
  }, [job, slice, start]);
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
        aria-label="Picture: the result"
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
