/**
 * Whether a program fills the screen. Under X11 the window manager says it of the active window, by `xprop`; under
 * Wayland, Windows and macOS no program may ask it without an extension of its own, and there it cannot be read.
 */
import { execFile } from 'node:child_process';

/** What `xprop` answers; rejects where there is none. */
export type AskWindow = (args: readonly string[]) => Promise<string>;

const timeoutMs = 2_000;

export async function fullScreenUnderX(ask: AskWindow): Promise<boolean | null> {
  try {
    const active = /window id # (0x[0-9a-f]+)/.exec(await ask(['-root', '_NET_ACTIVE_WINDOW']));
    if (active?.[1] === undefined) return null;
    // Nothing is active, as on an empty desktop.
    if (active[1] === '0x0') return false;
    const state = await ask(['-id', active[1], '_NET_WM_STATE']);
    return state.includes('_NET_WM_STATE_FULLSCREEN');
  } catch {
    return null;
  }
}

/** Of this machine; null where it cannot be read. */
export function readFullScreen(): Promise<boolean | null> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const isX =
    process.platform === 'linux' && DISPLAY !== undefined && WAYLAND_DISPLAY === undefined;
  return isX ? fullScreenUnderX(xprop) : Promise.resolve(null);
}

function xprop(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('xprop', [...args], { timeout: timeoutMs, maxBuffer: 65_536 }, (cause, said) => {
      if (cause === null) resolve(said);
      else reject(new Error('xprop did not answer', { cause }));
    });
  });
}
