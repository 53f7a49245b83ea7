/**
 * The main process's end of the link to a window. Text crosses one channel and nothing else, and only
 * the main frame of our own window, showing our own page, is heard.
 *
 * An empty text is the one signal below the frames. From the page it means "I begin anew": what an
 * earlier load of the page had asked for ends, and the answer is an empty text, before which the new
 * page ignores whatever still arrives. From the main process at any other time it means "closed".
 */
import { createLinkEnd } from '../../shared/api/link.ts';
import type { Link, LinkEnd } from '../../shared/api/link.ts';

/** The channel that the preload script passes on, in both directions. */
export const linkChannel = 'link';

/** As much of a frame in a window as it takes to know whether it is ours. */
export interface SenderFrame {
  readonly url: string;
}

/** As much of Electron's `webContents` as a link needs. */
export interface WindowContents {
  readonly mainFrame: SenderFrame;
  send(channel: string, frame: string): void;
  isDestroyed(): boolean;
  on(event: 'destroyed' | 'render-process-gone', listener: () => void): unknown;
}

export interface WindowMessage {
  readonly sender: unknown;
  readonly senderFrame: SenderFrame | null;
}

/** As much of Electron's `ipcMain` as a link needs. */
export interface WindowMessages {
  on(channel: string, listener: (event: WindowMessage, frame: unknown) => void): unknown;
  removeListener(
    channel: string,
    listener: (event: WindowMessage, frame: unknown) => void,
  ): unknown;
}

export interface ElectronLinkOptions {
  readonly messages: WindowMessages;
  readonly contents: WindowContents;
  /** Our page: another page of the same origin is ours too, unless it is a file. */
  readonly pageUrl: string;
  /** Each load of the page opens a link of its own; the one before is closed then. */
  onLink(link: Link): void;
}

/** Waits for the page of one window; the answer ends that, and the link that is open. */
export function listenToWindow(options: ElectronLinkOptions): () => void {
  const { messages, contents, pageUrl } = options;
  let current: LinkEnd | null = null;

  function tell(frame: string): void {
    if (!contents.isDestroyed()) contents.send(linkChannel, frame);
  }
  function open(): void {
    current?.ended();
    tell('');
    const end: LinkEnd = createLinkEnd({
      send: tell,
      close() {
        if (current === end) tell('');
      },
    });
    current = end;
    options.onLink(end.link);
  }
  function ended(): void {
    current?.ended();
    current = null;
  }
  function listen(event: WindowMessage, frame: unknown): void {
    if (event.sender !== contents || event.senderFrame !== contents.mainFrame) return;
    if (!isOurPage(event.senderFrame.url, pageUrl) || typeof frame !== 'string') return;
    if (frame === '') open();
    else current?.receive(frame);
  }
  messages.on(linkChannel, listen);
  contents.on('destroyed', ended);
  contents.on('render-process-gone', ended);
  return () => {
    messages.removeListener(linkChannel, listen);
    current?.link.close();
    current = null;
  };
}

/** A file is our page only itself; elsewhere the origin decides. */
function isOurPage(url: string, pageUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const given = new URL(url);
  const ours = new URL(pageUrl);
  const sameOrigin = given.protocol === ours.protocol && given.host === ours.host;
  return sameOrigin && (ours.protocol !== 'file:' || given.pathname === ours.pathname);
}
