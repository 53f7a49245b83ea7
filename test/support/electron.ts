/**
 * The test double that stands for the module 'electron' where its program is not to be had. Windows
 * are real pages in real Chromium, the preload is the real built one, messages are copied as Electron
 * copies them, `app://` pages are answered by the real handler; what the desktop would show is
 * recorded. Whatever is not modelled is a TypeError.
 */
import type { Page } from 'playwright';
import type * as Electron from 'electron';
import { app } from './electron-double/app.ts';
import * as desktop from './electron-double/desktop.ts';
import { protocol, session } from './electron-double/session.ts';
import { utilityProcess } from './electron-double/utility-process.ts';
import { BrowserWindow, closePages, ipcMain } from './electron-double/window.ts';

const { dialog, Menu, nativeImage, nativeTheme, Notification, powerMonitor, Tray } = desktop;

const electron = {
  ...{ app, BrowserWindow, dialog, ipcMain, Menu, nativeImage, nativeTheme, Notification },
  ...{ powerMonitor, protocol, session, Tray, utilityProcess },
} satisfies Partial<Record<keyof typeof Electron, unknown>>;
export { app, BrowserWindow, dialog, ipcMain, Menu, nativeImage, nativeTheme, Notification };
export { powerMonitor, protocol, session, Tray, utilityProcess };

export default electron;

/** The running app in the shape of Playwright's ElectronApplication: one test reads the same on both. */
export class ShellUnderTest {
  /** Loads the main module, then lets Electron be ready. */
  static async launch(load: () => unknown): Promise<ShellUnderTest> {
    await load();
    app.becomeReady();
    return new ShellUnderTest();
  }
  async firstWindow(): Promise<Page> {
    for (;;) {
      const [window] = BrowserWindow.all;
      if (window) return window.webContents.page;
      await new Promise((done) => setTimeout(done, 10));
    }
  }
  async evaluate<R, A>(run: (module: typeof Electron, argument: A) => R, argument: A) {
    return await run(electron as never, argument);
  }
  /** Ends without asking the program, and lets its pages go. */
  async kill(): Promise<void> {
    app.exit(0);
    await closePages();
  }
}
