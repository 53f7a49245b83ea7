/**
 * What happens when a person closes the window: lending goes on, unless they chose that it ends. The first time a
 * notice says so. Where no tray could bring the window back, the person is asked instead, once.
 */
import { dialog } from 'electron';
import type { DesktopSettings } from './desktop-settings.ts';
import type { Shown } from './notifier.ts';

export interface ClosingOptions {
  readonly settings: DesktopSettings;
  readonly hasTray: boolean;
  readonly isLending: () => boolean;
  readonly destroyWindow: () => void;
  readonly quit: () => void;
  readonly notify: (notice: Shown) => void;
}

export interface Closing {
  /** Whether the window may close at once. */
  mayClose(): boolean;
  closed(): void;
}

export function createClosing(options: ClosingOptions): Closing {
  const { settings } = options;
  let isAsking = false;

  async function ask(): Promise<void> {
    isAsking = true;
    const verb = options.isLending() ? 'lending' : 'running';
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: `Keep ${verb} in the background?`,
      detail:
        'This desktop shows no tray icons. To see the window again, start Common Hours once more.',
      buttons: [`Keep ${verb}`, 'Quit', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
    });
    isAsking = false;
    if (response === 2) return;
    settings.chooseClosing(response === 0 ? 'keep' : 'quit');
    if (response === 0) options.destroyWindow();
    else options.quit();
  }

  return {
    mayClose() {
      const choice = settings.closing() ?? (options.hasTray ? 'keep' : null);
      if (choice === 'keep') return true;
      if (choice === 'quit') options.quit();
      else if (!isAsking) void ask();
      return false;
    },
    closed() {
      if (!options.hasTray || settings.isCloseNoticeShown()) return;
      settings.noteCloseNotice();
      const verb = options.isLending() ? 'lending' : 'running';
      options.notify({
        title: 'Common Hours',
        body: `Still ${verb} in the background. Quit from the tray icon.`,
        route: '/settings',
      });
    },
  };
}
