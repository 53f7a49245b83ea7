/**
 * All that the page gets from the desktop: text frames out, text frames in, one channel. A sandboxed
 * preload is CommonJS and may load nothing but Electron, so the name of the channel, which is
 * `linkChannel` of main/links/electron-link.ts, stands here once more.
 */

const { contextBridge, ipcRenderer } = require('electron') as typeof import('electron');

const channel = 'link';

contextBridge.exposeInMainWorld('bridge', {
  /** Only strings cross; anything else is dropped here already. */
  send(frame: unknown): void {
    if (typeof frame === 'string') ipcRenderer.send(channel, frame);
  },
  /** The answer ends it. */
  onFrame(listener: (frame: string) => void): () => void {
    const pass = (_event: unknown, frame: unknown) => {
      if (typeof frame === 'string') listener(frame);
    };
    ipcRenderer.on(channel, pass);
    return () => {
      ipcRenderer.off(channel, pass);
    };
  },
});
