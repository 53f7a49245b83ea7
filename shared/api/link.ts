/**
 * A link carries text frames between a node and one page or command line, in order, whole or not at
 * all. It is the whole difference between Electron and the web: nothing above it knows which one it
 * is on, and nothing but strings crosses it.
 */
import { assert } from '../base/assert.ts';

/** The path of the WebSocket at a node's local server. */
export const linkPath = '/link';

export interface Link {
  /** Does nothing once the link is closed. */
  send(frame: string): void;
  /** One listener; frames that came before it are kept for it. */
  onFrame(listener: (frame: string) => void): void;
  /** Called once, whichever side closed; at once if it is closed already. */
  onClose(listener: () => void): void;
  close(): void;
  /** True while the other side takes frames slower than they are sent: hold back what can wait. */
  isBusy?(): boolean;
}

/** What a kind of link must do by itself; `createLinkEnd` does the rest. */
export interface Transport {
  send(frame: string): void;
  close(): void;
  isBusy?(): boolean;
}

/** One end of a link, with the two things that only its transport can tell. */
export interface LinkEnd {
  readonly link: Link;
  /** A frame has arrived. */
  receive(frame: string): void;
  /** The transport has ended. */
  ended(): void;
}

/** More frames than this before anybody listens is not a conversation. */
const earlyFramesMax = 256;

/** Makes a link of a transport: the listeners, the frames that came early, and one end for all. */
export function createLinkEnd(transport: Transport): LinkEnd {
  let isOpen = true;
  let listener: ((frame: string) => void) | null = null;
  let early: string[] = [];
  const closeListeners = new Set<() => void>();

  function ended(): void {
    if (!isOpen) return;
    isOpen = false;
    early = [];
    for (const each of closeListeners) each();
    closeListeners.clear();
  }
  function close(): void {
    if (!isOpen) return;
    transport.close();
    ended();
  }
  const link: Link = {
    send(frame) {
      assert(typeof frame === 'string', 'only strings cross a link');
      if (isOpen) transport.send(frame);
    },
    onFrame(next) {
      listener = next;
      const waiting = early;
      early = [];
      for (const frame of waiting) next(frame);
    },
    onClose(next) {
      if (isOpen) closeListeners.add(next);
      else next();
    },
    close,
    isBusy: () => transport.isBusy?.() ?? false,
  };
  function receive(frame: string): void {
    if (!isOpen) return;
    if (listener !== null) listener(frame);
    else if (early.push(frame) > earlyFramesMax) close();
  }
  return { link, receive, ended };
}

/** Two ends in one process. Like every other link it passes text only, and never within the call. */
export function createMemoryLinks(): readonly [Link, Link] {
  const later = (action: () => void) => void Promise.resolve().then(action);
  const left: LinkEnd = createLinkEnd({
    send(frame) {
      later(() => {
        right.receive(frame);
      });
    },
    close() {
      later(() => {
        right.ended();
      });
    },
  });
  const right: LinkEnd = createLinkEnd({
    send(frame) {
      later(() => {
        left.receive(frame);
      });
    },
    close() {
      later(() => {
        left.ended();
      });
    },
  });
  return [left.link, right.link];
}
