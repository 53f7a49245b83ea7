import type { JobView } from '../../../shared/api/contract.ts';
import { jobStateWord } from '../../../shared/api/words.ts';
import css from './job-state.module.css';

const inside: Readonly<Partial<Record<JobView['state'], string>>> = {
  scheduled: 'M6 3.2V6.2L8 7.4',
  paused: 'M4.4 3.5V8.5M7.6 3.5V8.5',
  ceiling: 'M3 3.4H9M6 9V5.4M4.4 6.8 6 5.2 7.6 6.8',
  deadline: 'M9 3V9M3 6H7M5.4 4.4 7 6 5.4 7.6',
  failed: 'M6 3V6.8M6 8.6V9',
  cancelled: 'M3.2 8.8 8.8 3.2',
};

/** The state of a job as a shape and its word. */
export function JobState({ state }: Pick<JobView, 'state'>) {
  const path = inside[state];
  return (
    <span className={css.state}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className={css[state]}>
        <rect x="0.75" y="0.75" width="10.5" height="10.5" rx="2.25" className={css.box} />
        {state === 'running' && (
          <path d="M1 6H11V9A2 2 0 0 1 9 11H3A2 2 0 0 1 1 9Z" className={css.fill} />
        )}
        {state === 'done' && <path d="M3.2 6.2 5.2 8.2 8.9 4.2" className={css.onFill} />}
        {path !== undefined && <path d={path} className={css.stroke} />}
      </svg>
      {jobStateWord(state)}
    </span>
  );
}
