import { useState } from 'react';
import type { NodeStatusView } from '../../../shared/api/contract.ts';
import { formatWhen } from '../../../shared/api/words.ts';
import { Fold } from '../../ui/fold.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Panel } from '../../ui/panel.tsx';
import {
  RestoredNotice,
  RestoreRecovery,
  type RestoredMember,
} from '../identity/restore-recovery.tsx';
import { SaveRecovery } from '../identity/save-recovery.tsx';
import { useNow } from '../app/use-now.ts';
import { useIdentity } from '../app/views.ts';
import css from './settings-page.module.css';

/** The member key, the file that brings it back, and the way back with one. */
export function IdentityPanel({ me }: { readonly me: NodeStatusView['me'] }) {
  const identity = useIdentity();
  const now = useNow();
  const [restored, setRestored] = useState<RestoredMember | null>(null);
  const savedAtMs = identity?.savedAtMs ?? null;
  return (
    <Panel title="Identity and backup">
      <div className={css.name}>
        <div>
          <p className={css.dense}>Your key, by which your hours are yours:</p>
          <LongKey value={me.id} label="your key" />
        </div>
        <p className={css.dense}>
          {savedAtMs === null
            ? 'No recovery file was saved here yet. Without one, your hours are lost with this computer.'
            : `A recovery file was saved here ${formatWhen(savedAtMs, now)}. Save another one after you have joined more communities.`}
        </p>
        <SaveRecovery small />
      </div>
      {restored === null ? (
        <div className={css.below}>
          <Fold summary="I have a recovery file">
            <RestoreRecovery onRestored={setRestored} />
          </Fold>
        </div>
      ) : (
        <RestoredNotice {...restored} />
      )}
    </Panel>
  );
}
