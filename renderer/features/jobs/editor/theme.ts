/** The editor in the colours of the window: by their names, so that it follows light, dark and more contrast. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const look = EditorView.theme({
  '&': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius-control)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    fontSize: '0.8125rem',
  },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-1px' },
  '.cm-scroller': {
    minBlockSize: '13rem',
    maxBlockSize: '28rem',
    overflow: 'auto',
    fontFamily: 'var(--font-code)',
    lineHeight: '1.5',
  },
  '.cm-content': { caretColor: 'var(--ink)', paddingBlock: '0.5rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--ink-3)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'var(--cpu-soft)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-strong)',
  },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent', color: 'var(--fault)' },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius-control)',
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    boxShadow: 'var(--shadow)',
    maxWidth: '28rem',
  },
  '.cm-diagnostic': { fontFamily: 'var(--font)', borderLeft: 'none', padding: '6px 10px' },
  '.cm-gutter-lint': { width: '1.25rem' },
  '.cm-lint-marker': { width: '0.875rem', height: '0.875rem', fontWeight: '700' },
  // a shape and a hue each, so that neither alone has to be seen
  '.cm-lint-marker-error': { content: 'none', color: 'var(--fault)' },
  '.cm-lint-marker-error::before': { content: '"!"', display: 'block', textAlign: 'center' },
  '.cm-lint-marker-warning': { content: 'none', color: 'var(--ink-2)' },
  '.cm-lint-marker-warning::before': { content: '"?"', display: 'block', textAlign: 'center' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--fault)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline dotted var(--ink-2)',
    textUnderlineOffset: '3px',
  },
});

// Weight and ink rather than hues: those mean hours here.
const ink = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--primary)', fontWeight: '550' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: 'var(--ink-2)' },
  { tag: [tags.comment], color: 'var(--ink-3)', fontStyle: 'italic' },
  { tag: [tags.function(tags.definition(tags.variableName))], fontWeight: '620' },
]);

export const editorTheme = [look, syntaxHighlighting(ink)];
