/**
 * The one window. It lives only while it is open: closing it ends its renderer, and opening makes a
 * new one, so that a closed window costs nothing.
 */
import { BrowserWindow, nativeTheme } from 'electron';
import type { WebContents } from 'electron';
import { pageOrigin } from './page-protocol.ts';
import { appIconFile } from './tray-icon.ts';

export interface MainWindow {
  /** Shows the window, or makes it; `route` is where in the page, such as `/jobs`. */
  open(route?: string): void;
  isOpen(): boolean;
  /** Whether it is open and in front. */
  isLookedAt(): boolean;
  /** Ends the window without asking anybody. */
  destroy(): void;
}

export interface MainWindowOptions {
  readonly preload: string;
  /** Lets the page of these contents talk to the node; called once for each new window. */
  readonly connect: (contents: WebContents) => void;
  /** Asked when a person closes the window: whether it may close. */
  readonly mayClose: () => boolean;
  readonly onClosed: () => void;
  readonly onFailedLoad: (cause: unknown) => void;
}

/** A renderer that dies again within this time is not started again. */
const crashWaitMs = 60_000;

/** The paper colours of the page, so that a new window does not flash. */
const canvas = { light: '#f5f5f1', dark: '#101516' };

/** Makes no window yet. */
export function createMainWindow(options: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;
  let crashedAtMs = -Infinity;

  function make(route: string): BrowserWindow {
    const made = new BrowserWindow(windowOptions(options.preload));
    made.once('ready-to-show', () => {
      made.show();
    });
    made.on('close', (event) => {
      if (!options.mayClose()) event.preventDefault();
    });
    made.on('closed', () => {
      window = null;
      options.onClosed();
    });
    made.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      const isRepeated = performance.now() - crashedAtMs < crashWaitMs;
      crashedAtMs = performance.now();
      made.destroy();
      if (!isRepeated) open(route);
    });
    confine(made.webContents);
    options.connect(made.webContents);
    load(made, route);
    return made;
  }

  function load(target: BrowserWindow, route: string): void {
    target.loadURL(addressOf(route)).catch((cause: unknown) => {
      // a window that is closed while it loads cuts its load off, which is no fault
      if (!target.isDestroyed()) options.onFailedLoad(cause);
    });
  }

  function open(route?: string): void {
    if (window === null) {
      window = make(route ?? '/');
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (route !== undefined) load(window, route);
  }

  return {
    open,
    isOpen: () => window !== null,
    isLookedAt: () => window?.isFocused() === true,
    destroy() {
      window?.destroy();
    },
  };
}

function windowOptions(preload: string): Electron.BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 832,
    minWidth: 900,
    minHeight: 600,
    title: 'Common Hours',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light,
    ...(process.platform === 'linux' ? { icon: appIconFile(256) } : {}),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  };
}

/** The page stays the page: it opens nothing, embeds nothing and goes nowhere. */
function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview'] as const) {
    contents.on(name as 'will-navigate', (event) => {
      event.preventDefault();
    });
  }
}

function addressOf(route: string): string {
  return `${pageOrigin}/${route === '/' ? '' : `#${route}`}`;
}
