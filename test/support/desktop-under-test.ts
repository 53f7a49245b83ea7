/** The desktop host on the Electron double: fresh modules, a folder and an engine of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { ok } from '../../shared/base/result.ts';
import type { DesktopNode, DesktopOptions } from '../../main/desktop/desktop.ts';
import { preloadFile, rendererDir } from '../../main/paths.ts';
import { closeBrowser } from './electron-double/window.ts';
import { createScriptedEngine } from './scripted-engine.ts';

afterAll(closeBrowser);

/**
 * Starts it. What is given replaces the calm case: a tray, a visible start, and a node of which
 * `order` remembers when it was closed.
 */
export async function startDesktop(
  given: Partial<DesktopOptions> & {
    readonly closeNode?: () => Promise<void>;
    readonly failed?: Promise<string>;
  } = {},
) {
  vi.resetModules();
  const electron = await import('./electron.ts');
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-desktop-'));
  const node = createScriptedEngine();
  const order: string[] = [];
  const warnings: string[] = [];
  const opened: Result<DesktopNode, Refusal> = ok({
    front: node.front,
    failed: given.failed ?? new Promise(() => undefined),
    async close() {
      order.push(`node closed with ${electron.BrowserWindow.all.size} windows`);
      await given.closeNode?.();
    },
  });
  void electron.app.exited.promise.then((code) => {
    const isTrayGone = electron.Tray.all.every((tray) => tray.isDestroyed());
    order.push(`exit ${code} ${isTrayGone ? 'without' : 'with'} tray`);
  });
  const shell = await electron.ShellUnderTest.launch(async () => {
    const { runDesktop } = await import('../../main/desktop/desktop.ts');
    const { openDesktopSettings } = await import('../../main/desktop/desktop-settings.ts');
    runDesktop({
      appId: 'example.common-hours.test',
      dataFolder: folder,
      isHidden: false,
      preload: preloadFile,
      rendererDir,
      openNode: () => Promise.resolve(opened),
      openSettings: () => openDesktopSettings(folder),
      hasTray: () => Promise.resolve(true),
      log: { warn: (sentence) => warnings.push(sentence) },
      ...given,
    });
  });
  async function end(): Promise<void> {
    await shell.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...node, electron, shell, folder, order, warnings, end };
}

export type DesktopUnderTest = Awaited<ReturnType<typeof startDesktop>>;
