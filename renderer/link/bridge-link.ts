import { createLinkEnd } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';

/** What the preload script gives to the page: text in both directions, on one channel. */
export interface Bridge {
  send(frame: string): void;
  onFrame(listener: (frame: string) => void): () => void;
}

declare global {
  interface Window {
    readonly bridge?: Bridge;
  }
}

/**
 * Begins anew over the window's bridge. The main process answers the empty text with one of its own;
 * what arrives before was meant for an earlier load of the page. A later empty text says "closed".
 */
export function openBridgeLink(bridge: Bridge): Promise<Link> {
  return new Promise((resolve) => {
    let isOpen = false;
    const end = createLinkEnd({ send: bridge.send, close: () => forget() });
    const forget = bridge.onFrame((frame) => {
      if (frame !== '') {
        if (isOpen) end.receive(frame);
      } else if (isOpen) {
        forget();
        end.ended();
      } else {
        isOpen = true;
        resolve(end.link);
      }
    });
    bridge.send('');
  });
}
