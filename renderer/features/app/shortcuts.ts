import { pages } from './pages.ts';

export interface Shortcut {
  readonly keys: string;
  readonly does: string;
}

const mac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');

/** The key that goes with the others: Command on a Mac, Control elsewhere. */
export const mainKey = mac ? '⌘' : 'Ctrl';

/** Every key that does something in the whole window. */
export const shortcuts: readonly Shortcut[] = [
  { keys: `${mainKey} K`, does: 'Go to a page, or do anything' },
  ...pages.map((page, index) => ({ keys: `${mainKey} ${index + 1}`, does: page.name })),
  { keys: `${mainKey} N`, does: 'New job' },
  { keys: `${mainKey} Shift P`, does: 'Pause or resume lending' },
  { keys: `${mainKey} ,`, does: 'Settings' },
  { keys: `${mainKey} /`, does: 'This list' },
  { keys: 'F6', does: 'Next part of the window' },
  { keys: 'Alt Left', does: 'Back' },
  { keys: 'Esc', does: 'Close what is open' },
  { keys: 'Left Right', does: 'In a chart: move the reading' },
  { keys: 'T', does: 'In a chart: show the table' },
];

/** What a key that was pressed asks for, or null. */
export type Command =
  | { readonly do: 'go'; readonly path: string }
  | { readonly do: 'palette' | 'new-job' | 'toggle-pause' | 'shortcuts' | 'next-region' | 'back' };

export function commandOf(event: KeyboardEvent): Command | null {
  if (event.key === 'F6') return { do: 'next-region' };
  if (event.altKey && event.key === 'ArrowLeft') return { do: 'back' };
  if (!(mac ? event.metaKey : event.ctrlKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (event.shiftKey) return key === 'p' ? { do: 'toggle-pause' } : null;
  const page = pages[Number(key) - 1];
  if (page) return { do: 'go', path: page.path };
  if (key === 'k') return { do: 'palette' };
  if (key === 'n') return { do: 'new-job' };
  if (key === '/') return { do: 'shortcuts' };
  if (key === ',') return { do: 'go', path: '/settings' };
  return null;
}
