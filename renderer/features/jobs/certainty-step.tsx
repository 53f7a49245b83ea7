import type { Certainty } from '../../../shared/api/jobs-shape.ts';
import { Choice } from '../../ui/choice.tsx';
import { useDraft } from './draft-context.tsx';
import { Step } from './step.tsx';

const words: Readonly<Record<Certainty, { readonly label: string; readonly says: string }>> = {
  one: {
    label: 'One answer',
    says: 'One person runs each slice (×1). Fine when a wrong answer is easy to notice.',
  },
  two: {
    label: 'Two that agree',
    says: 'Two people run each slice (×2). If they disagree, a third run decides; wrong answers are paid nothing.',
  },
  three: {
    label: 'Three, the majority decides',
    says: 'Three people run each slice (×3). An answer that only one of them gives is paid nothing.',
  },
  spot: {
    label: 'Spot checks',
    says: 'One slice in ten is run twice (×1.1). People who are new to you are checked in full until they have proved themselves.',
  },
};

/** Step 3: how often each slice runs before its answer is believed. */
export function CertaintyStep() {
  const { draft, change } = useDraft();
  const { label, says } = words[draft.certainty];
  return (
    <Step number={3} title="How sure do you need to be?" summary={label}>
      <Choice
        label="How sure do you need to be?"
        hideLabel
        options={(Object.keys(words) as Certainty[]).map((id) => ({ id, label: words[id].label }))}
        value={draft.certainty}
        hint={says}
        onChange={(certainty) => {
          change({ certainty });
        }}
      />
    </Step>
  );
}
