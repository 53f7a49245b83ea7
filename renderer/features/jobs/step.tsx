import { ChevronRight } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import css from './step.module.css';

interface StepProps {
  readonly number: number;
  readonly title: string;
  /** What was chosen, in one line: all that is seen of a step that is closed. */
  readonly summary: string;
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

/** One of the steps; all are in sight, and one that needs nothing can be a single line. */
export function Step({ number, title, summary, startsOpen = false, children }: StepProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const [titleId, bodyId, summaryId] = [useId(), useId(), useId()];
  return (
    <section className={css.step} aria-labelledby={titleId}>
      <div className={css.head}>
        <h2>
          <button
            type="button"
            id={titleId}
            className={css.toggle}
            aria-expanded={isOpen}
            aria-controls={bodyId}
            aria-describedby={isOpen ? undefined : summaryId}
            onClick={() => {
              setOpen(!isOpen);
            }}
          >
            <ChevronRight />
            {number} · {title}
          </button>
        </h2>
        {!isOpen && (
          <p id={summaryId} className={css.summary} dir="auto">
            {summary}
          </p>
        )}
      </div>
      {/* hidden and not gone: the editor keeps its cursor and what can be undone */}
      <div id={bodyId} className={css.body} hidden={!isOpen}>
        {children}
      </div>
    </section>
  );
}
