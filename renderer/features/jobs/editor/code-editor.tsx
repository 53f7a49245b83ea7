import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from '@codemirror/lint';
import { Annotation, EditorState } from '@codemirror/state';
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { SourceNoteView } from '../../../../shared/api/jobs-shape.ts';
import { editorTheme } from './theme.ts';

export interface EditorHandle {
  /** Puts the cursor there, and the focus. Both count from 1. */
  goTo(line: number, column: number): void;
}

interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly notes: readonly SourceNoteView[];
  /** What Ctrl+Enter does. */
  readonly onRun: () => void;
  readonly ref?: Ref<EditorHandle>;
}

/**
 * Source text with notes at its lines. Tab leaves it, as it leaves every field; lines are indented by themselves.
 */
export function CodeEditor({ label, value, onChange, notes, onRun, ref }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ value, onChange, onRun });
  useEffect(() => {
    latest.current = { value, onChange, onRun };
  });
  useEffect(() => {
    if (place.current === null) return;
    const told = (text: string) => {
      latest.current.onChange(text);
    };
    const run = () => {
      latest.current.onRun();
      return true;
    };
    const state = EditorState.create({
      doc: latest.current.value,
      extensions: extensionsOf(label, told, run),
    });
    const made = new EditorView({ parent: place.current, state });
    view.current = made;
    return () => {
      made.destroy();
    };
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    // what was typed comes back as it is: only what came from elsewhere is put in
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: value },
      annotations: fromOutside.of(true),
    });
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, notes)));
  }, [notes, value]);
  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const editor = view.current;
      if (editor === null) return;
      const anchor = placeOf(editor.state, line, column);
      editor.dispatch({ selection: { anchor }, scrollIntoView: true });
      editor.focus();
    },
  }));
  return <div ref={place} />;
}

const fromOutside = Annotation.define<boolean>();

// These belong to the whole window: the list of keys, and back.
const windowKeys = new Set(['Mod-/', 'Alt-ArrowLeft']);

function extensionsOf(label: string, onChange: (value: string) => void, run: () => boolean) {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return [
    ...(nonce === undefined ? [] : [EditorView.cspNonce.of(nonce)]),
    ...[lineNumbers(), history(), drawSelection(), bracketMatching(), indentOnInput()],
    ...[javascript(), lintGutter(), EditorView.lineWrapping, editorTheme],
    keymap.of([
      { key: 'Mod-Enter', run },
      { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
      ...historyKeymap,
      ...defaultKeymap.filter(({ key }) => key === undefined || !windowKeys.has(key)),
    ]),
    EditorView.contentAttributes.of({ 'aria-label': label, autocapitalize: 'off' }),
    EditorView.updateListener.of((update) => {
      const isTyped = !update.transactions.some((each) => each.annotation(fromOutside));
      if (update.docChanged && isTyped) onChange(update.state.doc.toString());
    }),
  ];
}

function diagnosticsOf(state: EditorState, notes: readonly SourceNoteView[]) {
  return notes
    .filter(({ line }) => line <= state.doc.lines)
    .map(({ kind, line, column, sentence }) => {
      const from = placeOf(state, line, column);
      const word = state.wordAt(from);
      return { from, to: word?.to ?? from, severity: kind, message: sentence };
    });
}

/** A place that is in the text, whatever was asked for. */
function placeOf({ doc }: EditorState, line: number, column: number): number {
  const { from, to } = doc.line(Math.max(1, Math.min(line, doc.lines)));
  return Math.min(to, from + Math.max(0, column - 1));
}
