import type { JobView } from '../../../shared/api/contract.ts';
import { jobStateWord } from '../../../shared/api/words.ts';
import css from './job-state.module.css';

/** The state of a job as a shape and its word; that a pause holds it, too. */
export function JobState({ state, held }: Pick<JobView, 'state' | 'held'>) {
  return (
    <span className={css.state}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" className={css[state]}>
        <rect x="0.75" y="0.75" width="10.5" height="10.5" rx="2.25" className={css.box} />
        {state === 'sending' && <path d="M3 6.5 6 3.5 9 6.5M6 3.5V9" className={css.stroke} />}
        {held !== null && <path d="M4.4 3.5V8.5M7.6 3.5V8.5" className={css.stroke} />}
        {state === 'running' && held === null && (
          <path d="M1 6H11V9A2 2 0 0 1 9 11H3A2 2 0 0 1 1 9Z" className={css.fill} />
        )}
        {state === 'checking' && (
          <path d="M1.5 6 6 1.5M1.5 10.5 10.5 1.5M6 10.5 10.5 6" className={css.stroke} />
        )}
        {state === 'done' && <path d="M3.2 6.2 5.2 8.2 8.9 4.2" className={css.onFill} />}
        {state === 'failed' && <path d="M6 3V6.8M6 8.6V9" className={css.stroke} />}
        {state === 'cancelled' && <path d="M3.2 8.8 8.8 3.2" className={css.stroke} />}
      </svg>
      {held === null ? jobStateWord(state) : 'Held'}
    </span>
  );
}
