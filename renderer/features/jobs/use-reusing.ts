import { useLocation } from 'wouter';
import { useCall } from '../../node/node-provider.tsx';
import { newJobPath } from '../app/pages.ts';
import { useDraft } from './draft-context.tsx';
import { useChoosing } from './use-choosing.ts';

/** Opens the form with a job that was sent before: as it was typed in this window, or else as the node has it. */
export function useReusing(job: string) {
  const { reuse, knows } = useDraft();
  const { chooseJob } = useChoosing();
  const [, navigate] = useLocation();
  const asked = useCall((node) => node.jobs.draft);
  const start = async () => {
    if (knows(job)) reuse(job);
    else {
      const sent = await asked.start({ job });
      if (!sent.ok) return;
      // before the form is in sight, so that nobody begins to change what is replaced a moment later
      await chooseJob(sent.value);
    }
    navigate(newJobPath);
  };
  return { start: () => void start(), problem: asked.refusal?.detail ?? null };
}
