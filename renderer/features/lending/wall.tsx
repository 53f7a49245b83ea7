import { ShieldCheck } from 'lucide-react';
import type { LendingView } from '../../../shared/api/contract.ts';
import { crashSentence } from '../../../shared/api/work-words.ts';
import { Panel } from '../../ui/panel.tsx';
import css from './wall.module.css';

/** What keeps the jobs of others in on this machine, and what came of it when their process ended. */
export function Wall({ wall }: { readonly wall: LendingView['wall'] }) {
  const crashes = crashSentence(wall);
  return (
    <Panel title="What keeps jobs in">
      <div className={css.wall}>
        <ShieldCheck />
        <div>
          <p>
            {wall.isolation === 'starting'
              ? 'Jobs of others see no files, no network and none of your programs. How your system helps with that is known once a job has run here.'
              : wall.sentence}
          </p>
          {crashes !== null && <p>{crashes}</p>}
        </div>
      </div>
    </Panel>
  );
}
