/**
 * The desktop host: one process, one node, one tray icon, and a window while somebody looks. What the
 * node is and where it comes from is an argument, so that tests can pass one of their own.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { app, dialog, ipcMain, Notification, powerMonitor, session } from 'electron';
import type { WebContents } from 'electron';
import { contract } from '../../shared/api/contract.ts';
import type { ServerPorts } from '../../shared/api/server.ts';
import { serve } from '../../shared/api/server.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { Front } from '../front.ts';
import { listenToWindow } from '../links/electron-link.ts';
import { setApplicationMenu } from './application-menu.ts';
import { createClosing } from './closing.ts';
import { linkScheme, routeOfLink } from './deep-links.ts';
import type { KeptDesktopSettings } from './desktop-settings.ts';
import { watchNode } from './node-view.ts';
import { watchForNotices } from './notices.ts';
import { createNotifier } from './notifier.ts';
import { routeAmong, routeOfFile } from './opened-files.ts';
import { pageOrigin, registerPageScheme, sealSession, servePage } from './page-protocol.ts';
import type { Quitting } from './quitting.ts';
import { quitInOrder } from './quitting.ts';
import type { TrayIcon } from './tray.ts';
import { createTray } from './tray.ts';
import { actOn } from './tray-actions.ts';
import { createMainWindow } from './window.ts';

/** A node that runs. */
export interface DesktopNode {
  readonly front: Front;
  /** Answers a sentence when the node cannot go on and has to be closed. */
  readonly failed: Promise<string>;
  /** Stops the engine and every server of it, in order. */
  close(): Promise<void>;
}

export interface DesktopOptions {
  /** The installer's appId, which Windows groups windows and notices by. */
  readonly appId: string;
  readonly dataFolder: string;
  /** Of this start; a link among them is opened. */
  readonly argv?: readonly string[];
  /** Start in the tray without the window, where there is a tray. */
  readonly isHidden: boolean;
  readonly preload: string;
  readonly rendererDir: string;
  readonly openNode: () => Promise<Result<DesktopNode, Refusal>>;
  readonly openSettings: () => KeptDesktopSettings;
  readonly hasTray: () => Promise<boolean>;
  readonly log: ServerPorts['log'];
}

export interface Desktop {
  /** Ends in order, but without a question. */
  end(code: number): void;
}

/**
 * Starts the desktop once Electron is ready, or hands over to the one that already runs on this data
 * folder. Everything up to that point must happen before Electron is ready, so nothing here waits.
 */
export function runDesktop(options: DesktopOptions): Desktop {
  let quitting: Quitting | null = null;
  const desktop: Desktop = {
    end(code) {
      if (quitting === null) app.exit(code);
      else quitting.endNow(code);
    },
  };
  app.setAppUserModelId(options.appId);
  if (takeFolder(options.dataFolder) === 'taken') {
    app.exit(0);
    return desktop;
  }
  registerPageScheme();
  const links = hearLinks(options.argv ?? []);
  app.on('window-all-closed', () => {}); // without a listener Electron quits with the last window
  app
    .whenReady()
    .then(async () => {
      const opened = await options.openNode();
      if (!opened.ok) {
        failToStart(opened.error.detail);
        return;
      }
      quitting = await start(options, opened.value, links);
      const sentence = await opened.value.failed;
      dialog.showErrorBox('Common Hours has ended', sentence);
      desktop.end(1);
    })
    .catch((cause: unknown) => {
      options.log.warn('Common Hours has a fault and did not start.', cause);
      failToStart('Common Hours has a fault of its own. What it says of it is in its log.');
    });
  return desktop;
}

/**
 * What Chromium keeps belongs to this node, and so does the lock of the one instance. A folder that
 * cannot be made is not refused here: the node will say what is wrong with it.
 */
function takeFolder(dataFolder: string): 'ours' | 'taken' {
  const folder = resolve(dataFolder, 'window');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return 'ours';
  }
  app.setPath('userData', folder);
  return app.requestSingleInstanceLock() ? 'ours' : 'taken';
}

/** Links and files that come before there is a window wait for it. */
interface Links {
  /** Where the last one leads that nobody has opened yet; it is then. */
  take(): string | null;
  onLink(open: (route: string) => void): void;
}

/** macOS tells of them by an event, which may come before everything else; the others by an argument. */
function hearLinks(argv: readonly string[]): Links {
  let waiting = routeAmong(argv, process.cwd());
  let listener: ((route: string) => void) | null = null;
  const hear = (event: { preventDefault(): void }, route: string) => {
    event.preventDefault();
    if (listener === null) waiting = route;
    else listener(route);
  };
  app.on('open-url', (event, link) => {
    hear(event, routeOfLink(link));
  });
  app.on('open-file', (event, file) => {
    hear(event, routeOfFile(file));
  });
  // Linux reads it from the file of the installed program
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(linkScheme);
  return {
    take() {
      const route = waiting;
      waiting = null;
      return route;
    },
    onLink(open) {
      listener = open;
    },
  };
}

async function start(
  options: DesktopOptions,
  { front, close }: DesktopNode,
  links: Links,
): Promise<Quitting> {
  setApplicationMenu(process.platform);
  sealSession(session.defaultSession);
  servePage(session.defaultSession, options.rendererDir);
  const node = watchNode(front);
  const hasTray = await options.hasTray();
  let tray: TrayIcon | null = null;
  let seenAtMs = Date.now();

  const window = createMainWindow({
    preload: options.preload,
    connect: (contents) => {
      connectPage(contents, front, options.log);
    },
    mayClose: () => closing.mayClose(),
    onClosed() {
      seenAtMs = Date.now();
      node.look(false);
      if (!quitting.isEnding()) closing.closed();
      tray?.refresh();
    },
    onFailedLoad(cause) {
      options.log.warn('The page could not be loaded.', cause);
    },
  });
  const quit = () => {
    app.quit();
  };
  const notify = createNotifier((route) => {
    open(route);
  });
  const settings = options.openSettings();
  settings.found({ hasTray, canNotify: Notification.isSupported() });
  const closing = createClosing({
    settings,
    notify,
    hasTray,
    isLending: () => node.get().lending.on,
    destroyWindow: window.destroy,
    quit,
  });
  const quitting = quitInOrder({
    front,
    node,
    endWindow: window.destroy,
    closeNode: close,
    endTray: () => {
      endNotices();
      tray?.destroy();
    },
  });
  const endNotices = watchForNotices({
    front,
    isOn: settings.isOn,
    isLooking: window.isLookedAt,
    notify,
    disk: settings.disk,
  });
  function open(route?: string): void {
    if (quitting.isEnding()) return;
    window.open(route);
    node.look(true);
    tray?.refresh();
  }
  if (hasTray) {
    const onAction = actOn({ front, open, quit });
    tray = createTray({ node, onAction, seenAtMs: () => (window.isOpen() ? Infinity : seenAtMs) });
  }
  app.on('second-instance', (_event, argv, workingFolder) => {
    open(routeAmong(argv, workingFolder) ?? undefined);
  });
  links.onLink(open);
  app.on('activate', () => {
    open();
  });
  hearOfSleep(front);
  const route = links.take();
  if (route !== null || !(options.isHidden || wasOpenedAtLogin()) || !hasTray) {
    open(route ?? undefined);
  }
  process.send?.('ready');
  return quitting;
}

/** The system waits for nothing that is begun then: what is on its way in time is saved. */
function hearOfSleep(front: Front): void {
  powerMonitor.on('suspend', () => {
    front.sleep();
  });
  powerMonitor.on('resume', () => {
    front.lookAgain();
  });
}

/** macOS starts its login items without a word; whoever starts by one is not looked at yet. */
function wasOpenedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}

/** Says why and ends. The starter is told that Electron itself works, so that it does not go on. */
export function failToStart(detail: string): void {
  process.send?.('ready');
  dialog.showErrorBox('Common Hours did not start', detail);
  app.exit(1);
}

function connectPage(contents: WebContents, front: Front, log: ServerPorts['log']): void {
  const ports: ServerPorts = {
    version: app.getVersion(),
    log,
    after(ms, action) {
      const timer = setTimeout(action, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  const stop = listenToWindow({
    messages: ipcMain,
    contents,
    pageUrl: `${pageOrigin}/`,
    onLink(link) {
      serve(contract, front.handlers, link, ports);
    },
  });
  contents.once('destroyed', stop);
}
