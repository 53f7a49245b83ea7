import { dueWords, formatManHours } from '../../../shared/api/task-words.ts';
import { capital, plural } from '../../../shared/api/words.ts';
import text from '../../ui/text.module.css';
import { useStatus } from '../app/views.ts';
import { taskTextOf, type TaskDraft } from './task-draft.ts';
import css from './tasks.module.css';

/** The task as others will see it. */
export function AskPreview({
  draft,
  nowMs,
}: {
  readonly draft: TaskDraft;
  readonly nowMs: number;
}) {
  const status = useStatus();
  const { title, done, skills, mostHours, dueAtMs, takers } = taskTextOf(draft);
  return (
    <>
      <p className={text.dense}>As others will see it:</p>
      <article className={css.preview} aria-label="Preview">
        <h2 dir="auto">{title === '' ? 'What is to be done' : title}</h2>
        <p className={text.dense}>
          <bdi>{status?.me.name ?? 'You'}</bdi>
          {takers.length > 0 && `, for ${plural(takers.length, 'chosen person', 'chosen people')}`}
          {dueAtMs > 0 && `, ${dueWords({ dueAtMs, isOverdue: dueAtMs < nowMs }, nowMs)}`}
        </p>
        <p className={text.said} dir="auto">
          {done === '' ? 'What done looks like' : done}
        </p>
        {skills.length > 0 && (
          <ul className={css.tags} aria-label="Skills">
            {skills.map((skill) => (
              <li key={skill} className={css.tag}>
                {skill}
              </li>
            ))}
          </ul>
        )}
        <p className={css.worth}>
          <span className={css.square} aria-hidden="true" />
          {mostHours === 0
            ? 'Hours to be agreed'
            : capital(
                draft.isEstimated
                  ? `at most ${formatManHours(mostHours)}`
                  : formatManHours(mostHours),
              )}
        </p>
      </article>
      <p className={text.dense}>
        Everybody in the community can read it, and it stays on the record. You can take it back
        until somebody has taken it on.
      </p>
    </>
  );
}
