import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { taskLimits } from '../../../shared/work/work-state.ts';
import { CardChoice } from '../../ui/card-choice.tsx';
import { MomentField } from '../../ui/moment-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { LadderChoice } from './ladder-choice.tsx';
import type { TaskDraft } from './task-draft.ts';
import { WhoMayTake } from './who-may-take.tsx';

interface FieldsProps {
  readonly community: CommunityView;
  readonly draft: TaskDraft;
  readonly set: (part: Partial<TaskDraft>) => void;
}

/** All that a task says, field by field. */
export function AskFields({ community, draft, set }: FieldsProps) {
  return (
    <>
      <TextField
        label="What is to be done"
        value={draft.title}
        maxLength={taskLimits.title}
        hint="In a few words."
        onChange={(title) => {
          set({ title });
        }}
      />
      <TextField
        label="What done looks like"
        value={draft.done}
        lines={6}
        maxLength={taskLimits.done}
        hint="So plainly that whoever does it and you will both see when it is done. Addresses of what one has to know belong here, too."
        onChange={(done) => {
          set({ done });
        }}
      />
      <TextField
        label="Skills"
        value={draft.skills}
        maxLength={200}
        hint="What one has to know, with commas between. Small letters, digits and hyphens."
        onChange={(skills) => {
          set({ skills });
        }}
      />
      <MomentField
        label="By when"
        value={draft.dueAtMs}
        onChange={(dueAtMs) => {
          set({ dueAtMs });
        }}
      />
      <WhoMayTake community={community} draft={draft} set={set} />
      <WhoSays draft={draft} set={set} />
      <LadderChoice
        label={draft.isEstimated ? 'The most you would give' : 'What you give for it'}
        hint={
          draft.isEstimated
            ? 'If the panel agrees on more, the task ends, and you can ask anew. Work of more than 80 man-hours is asked for in parts.'
            : 'Whoever takes it agrees to it. Work of more than 80 man-hours is asked for in parts.'
        }
        value={draft.mostHours}
        onChange={(mostHours) => {
          if (typeof mostHours === 'number') set({ mostHours });
        }}
      />
    </>
  );
}

function WhoSays({ draft, set }: Omit<FieldsProps, 'community'>) {
  return (
    <div className={text.stack}>
      <p className={text.dense}>Who says what it is worth</p>
      <CardChoice
        label="Who says what it is worth"
        value={draft.isEstimated ? 'panel' : 'me'}
        options={[
          {
            id: 'panel',
            title: 'A panel',
            words: 'Members who have no part in it are drawn by rule. Each answers alone.',
          },
          {
            id: 'me',
            title: 'You, and whoever takes it',
            words: 'You name the hours. By taking it, somebody agrees.',
          },
        ]}
        onChange={(who) => {
          set({ isEstimated: who === 'panel' });
        }}
      />
    </div>
  );
}
