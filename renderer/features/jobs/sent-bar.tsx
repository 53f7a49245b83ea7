import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { formatCpuHours } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { newJobPath } from '../app/pages.ts';
import css from './sent-bar.module.css';

const shownMs = 10_000;

interface SentBarProps {
  readonly job: string;
  readonly reuse: (job: string) => boolean;
  readonly onEnd: () => void;
}

/** For ten seconds a job that was sent can be taken back with one press: it ends, and is a draft again. */
export function SentBar({ job, reuse, onEnd }: SentBarProps) {
  const { takeBack, said, isPending } = useTakingBack(job, reuse, onEnd);
  const bar = useLasting(said, onEnd);
  return (
    <div
      ref={bar}
      className={css.bar}
      role="status"
      data-region
      tabIndex={-1}
      aria-label="Sent job"
    >
      <span>{said ?? 'Sent.'}</span>
      {said === null ? (
        <Button small onPress={() => void takeBack()}>
          {isPending ? 'Taking back…' : 'Take back'}
        </Button>
      ) : (
        <Button small onPress={onEnd}>
          Close
        </Button>
      )}
    </div>
  );
}

/** What was answered before is paid and stays in the list; a job of which nothing was leaves no trace. */
function useTakingBack(job: string, reuse: (job: string) => boolean, onEnd: () => void) {
  const [said, setSaid] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const cancel = useCall((node) => node.jobs.cancel);
  const show = useCall((node) => node.jobs.show);
  const remove = useCall((node) => node.jobs.remove);
  const takeBack = async () => {
    const cancelled = await cancel.start({ job });
    if (!cancelled.ok && cancelled.error.name !== 'job_ended') {
      setSaid(cancelled.error.detail);
      return;
    }
    const shown = await show.start({ job });
    const used = shown.ok ? shown.value.job.used : 0n;
    reuse(job);
    navigate(newJobPath);
    if (used === 0n) {
      await remove.start({ job });
      onEnd();
      return;
    }
    setSaid(
      `Taken back. What was answered until then cost ${formatCpuHours(used)}; it is in your list.`,
    );
  };
  return { takeBack, said, isPending: cancel.isPending };
}

/** Ends after ten seconds, but never under the hands of somebody who has it in focus or under the pointer. */
function useLasting(said: string | null, onEnd: () => void) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer = setTimeout(end, shownMs);
    function end() {
      const isHeld = bar.current?.matches(':hover, :focus-within') === true;
      if (isHeld) timer = setTimeout(end, 1_000);
      else onEnd();
    }
    return () => {
      clearTimeout(timer);
    };
  }, [said, onEnd]);
  return bar;
}
