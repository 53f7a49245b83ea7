import { lazy, Suspense, useRef } from 'react';
import type { SourceNoteView } from '../../../shared/api/jobs-shape.ts';
import { plural } from '../../../shared/api/words.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { EditorHandle } from './editor/code-editor.tsx';
import css from './source-editor.module.css';

// Half of what this page weighs: the rest of it is there before.
const CodeEditor = lazy(async () => ({
  default: (await import('./editor/code-editor.tsx')).CodeEditor,
}));

interface SourceEditorProps {
  readonly source: string;
  readonly notes: readonly SourceNoteView[];
  readonly onChange: (source: string) => void;
  readonly onRun: () => void;
}

/** The function, and below it what is to be known about it, line by line. */
export function SourceEditor({ source, notes, onChange, onRun }: SourceEditorProps) {
  const editor = useRef<EditorHandle>(null);
  return (
    <div className={css.editor}>
      <Suspense fallback={<Skeleton lines={8} />}>
        <CodeEditor
          ref={editor}
          label="Function that runs once per slice"
          value={source}
          notes={notes}
          onChange={onChange}
          onRun={onRun}
        />
      </Suspense>
      <p role="status" className={css.count}>
        {countSentence(notes)}
      </p>
      {notes.length > 0 && (
        <ul className={css.notes} aria-label="Notes about the function">
          {notes.map(({ kind, line, column, sentence }) => (
            <li key={`${String(line)}:${String(column)}:${sentence}`}>
              <button
                type="button"
                className={css.note}
                data-kind={kind}
                onClick={() => editor.current?.goTo(line, column)}
              >
                <b>
                  {kind === 'error' ? '!' : '?'} Line {line}
                </b>
                <span>{sentence}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function countSentence(notes: readonly SourceNoteView[]): string {
  const errors = notes.filter(({ kind }) => kind === 'error').length;
  const warnings = notes.length - errors;
  if (notes.length === 0) return 'Nothing to object to. Ctrl+Enter tests it here.';
  const said = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ].join(' and ');
  return errors > 0 ? `${said}. It cannot be sent like this.` : `${said}. It can be sent.`;
}
