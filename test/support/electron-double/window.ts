/** Windows that are real pages in real Chromium. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Frame, Page, Route } from 'playwright';
import type * as Electron from 'electron';
import { launchChromium } from '../chromium.ts';
import { app, cancellable } from './app.ts';
import { bindingName, deliveryName, preloadHost } from './preload-host.ts';
import { fromChromium, session, toChromium } from './session.ts';

/** One browser for every double of a process, also when the modules are loaded anew. */
const shared = globalThis as { electronDoubleBrowser?: Promise<Browser> | undefined };
let context: Promise<BrowserContext> | undefined;

async function newPage(): Promise<Page> {
  shared.electronDoubleBrowser ??= launchChromium();
  context ??= shared.electronDoubleBrowser.then((each) => each.newContext());
  return (await context).newPage();
}

/** Ends what this double has opened. */
export async function closePages(): Promise<void> {
  await (await context)?.close();
}

/** Ends the browser; the next window starts another. */
export async function closeBrowser(): Promise<void> {
  const browser = await shared.electronDoubleBrowser;
  shared.electronDoubleBrowser = undefined;
  await browser?.close();
}

class IpcMain extends EventEmitter {
  override emit(channel: string, ...args: readonly unknown[]): boolean {
    return super.emit(channel, ...args);
  }
}
export const ipcMain = new IpcMain();

/** Electron gives the same object for a frame each time it is asked. */
interface FrameDouble {
  url: string;
}

export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly mainFrame: FrameDouble = { url: '' };
  readonly page: Promise<Page>;
  /** What the page said on its console as a warning or an error, and what it did not catch. */
  readonly complaints: string[] = [];
  readonly owner: BrowserWindow;
  #open: (details: { url: string }) => { action: 'allow' | 'deny' } = () => ({ action: 'allow' });
  #loading = '';

  constructor(owner: BrowserWindow, preload: string | undefined) {
    super();
    this.owner = owner;
    this.page = this.#start(preload);
    this.page.catch(() => {});
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'allow' | 'deny' }) {
    this.#open = handler;
  }
  isDestroyed() {
    return this.owner.isDestroyed();
  }
  getURL() {
    return this.mainFrame.url;
  }
  async loadURL(url: string) {
    const page = await this.page;
    this.#loading = url;
    await page.goto(toChromium(url));
    this.emit('did-finish-load');
    this.owner.emit('ready-to-show');
  }
  send(channel: string, ...args: unknown[]) {
    const message = [deliveryName, channel, structuredClone(args)] as const;
    void this.page
      .then((page) =>
        page.evaluate(([name, each, values]) => {
          type Deliver = (channel: string, args: unknown[]) => void;
          const inbox = globalThis as unknown as { [key: symbol]: Deliver | undefined };
          inbox[Symbol.for(name)]?.(each, values);
        }, message),
      )
      .catch(() => {}); // the page has gone
  }
  /** As a renderer that dies does it. */
  crash() {
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
  }

  async #start(preload: string | undefined): Promise<Page> {
    const page = await newPage();
    const { width = 800, height = 600 } = this.owner.options;
    await page.setViewportSize({ width, height });
    type Call = { readonly channel: string; readonly args: readonly unknown[] };
    await page.exposeBinding(bindingName, ({ frame }: { frame: Frame }, call: Call) => {
      const senderFrame = frame === page.mainFrame() ? this.mainFrame : { url: frame.url() };
      ipcMain.emit(call.channel, { sender: this, senderFrame }, ...call.args);
    });
    if (preload) await page.addInitScript({ content: preloadHost(readFileSync(preload, 'utf8')) });
    await page.route('**/*', (route) => this.#answer(page, route));
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.mainFrame.url = fromChromium(frame.url());
    });
    page.on('popup', (popup) => {
      if (this.#open({ url: popup.url() }).action === 'deny') void popup.close();
    });
    page.on('console', (message) => {
      const isComplaint = message.type() === 'error' || message.type() === 'warning';
      if (isComplaint) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('crash', () => {
      this.crash();
    });
    return page;
  }

  /** Asks in Electron's order: may the page go there, may the request go out, who answers it. */
  async #answer(page: Page, route: Route): Promise<void> {
    const request = route.request();
    const url = fromChromium(request.url());
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (isPage && url !== withoutHash(this.#loading)) {
      const event = { ...cancellable(), url };
      this.emit('will-navigate', event, url);
      // 'no content': the page stays, where an aborted request would show an error
      if (event.defaultPrevented) return route.fulfill({ status: 204 });
    }
    if (!(await this.session.passes(url, request.method()))) return route.abort('blockedbyclient');
    const handler = this.session.protocol.handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) {
      this.session.escaped.push(url);
      return route.abort('internetdisconnected'); // a test never goes out
    }
    const response = await handler(new Request(url, { method: request.method() }));
    return route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }
}

function withoutHash(url: string): string {
  return url.split('#')[0] ?? '';
}

export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  static #last = 0;
  static getAllWindows() {
    return [...BrowserWindow.all];
  }
  readonly id = ++BrowserWindow.#last;
  readonly webContents: WebContents;
  readonly options: Electron.BrowserWindowConstructorOptions;
  visible: boolean;
  focused = false;
  minimized = false;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    const { sandbox, contextIsolation, nodeIntegration, preload } = options.webPreferences ?? {};
    if (sandbox === false || contextIsolation === false || nodeIntegration === true) {
      throw new TypeError('the double models sandboxed, isolated windows only');
    }
    this.options = options;
    this.visible = options.show ?? true;
    BrowserWindow.all.add(this);
    app.windows.add(this);
    this.webContents = new WebContents(this, preload);
  }
  loadURL(url: string) {
    return this.webContents.loadURL(url);
  }
  show() {
    this.visible = true;
    this.focus();
  }
  focus() {
    for (const other of BrowserWindow.all) other.focused = other === this;
    this.emit('focus');
  }
  restore() {
    this.minimized = false;
  }
  isMinimized() {
    return this.minimized;
  }
  isVisible() {
    return this.visible;
  }
  isFocused() {
    return this.focused;
  }
  isDestroyed() {
    return !BrowserWindow.all.has(this);
  }
  close() {
    void this.closeAnd();
  }
  /** Closes as a person does, and answers when it is done or was prevented. */
  async closeAnd() {
    const event = cancellable();
    this.emit('close', event);
    if (!event.defaultPrevented) await this.destroyAnd();
  }
  destroy() {
    void this.destroyAnd();
  }
  async destroyAnd() {
    if (this.isDestroyed()) return;
    BrowserWindow.all.delete(this);
    app.windows.delete(this);
    this.webContents.emit('destroyed');
    this.emit('closed');
    await this.webContents.page.then((page) => page.close()).catch(() => {});
    if (BrowserWindow.all.size === 0 && !app.emit('window-all-closed')) app.quit();
  }
}
