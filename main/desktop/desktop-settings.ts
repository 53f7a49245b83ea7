/** What the desktop remembers that the node need not know: questions that are asked only once. */
import Store from 'electron-store';

export interface DesktopSettings {
  /** Whether the notice of the first closing of the window has been shown. */
  isCloseNoticeShown(): boolean;
  noteCloseNotice(): void;
  /** What closing the window does where there is no tray; null until it was asked. */
  closingWithoutTray(): 'keep' | 'quit' | null;
  chooseClosingWithoutTray(choice: 'keep' | 'quit'): void;
}

/** Reads and writes `desktop.json` in the folder. A damaged file is taken as an empty one. */
export function openDesktopSettings(folder: string): DesktopSettings {
  const store = new Store({ name: 'desktop', cwd: folder, clearInvalidConfig: true });
  return {
    isCloseNoticeShown: () => store.get('closeNoticeShown') === true,
    noteCloseNotice() {
      store.set('closeNoticeShown', true);
    },
    closingWithoutTray() {
      const choice: unknown = store.get('closingWithoutTray');
      return choice === 'keep' || choice === 'quit' ? choice : null;
    },
    chooseClosingWithoutTray(choice) {
      store.set('closingWithoutTray', choice);
    },
  };
}
