import type { SliceAnswerView } from '../../../shared/api/slices-shape.ts';
import css from './slice-panel.module.css';
import { answererName } from './slice-words.ts';

/** What the program wrote wherever it ran; once, where it wrote the same everywhere. */
export function SliceConsoles({ answers }: { readonly answers: readonly SliceAnswerView[] }) {
  const spoken = answers.filter(({ console }) => console !== '');
  const texts = [...new Set(spoken.map(({ console }) => console))];
  return texts.map((text) => (
    <figure key={text} className={css.console}>
      <figcaption>
        Console
        {texts.length > 1 && (
          <>
            {' of '}
            <bdi>{whoSaid(spoken, text)}</bdi>
          </>
        )}
      </figcaption>
      <pre tabIndex={0} aria-label="Console" dir="auto">
        {text}
      </pre>
    </figure>
  ));
}

function whoSaid(answers: readonly SliceAnswerView[], text: string): string {
  return answers
    .filter(({ console }) => console === text)
    .map(answererName)
    .join(', ');
}
