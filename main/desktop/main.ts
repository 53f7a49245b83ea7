/** The desktop's composition root: Electron starts here. */
import { app, powerMonitor } from 'electron';
import { systemClock } from '../adapters/system-clock.ts';
import { defaultDataFolder } from '../adapters/data-folder.ts';
import { openLog } from '../adapters/log.ts';
import { createNode } from '../node.ts';
import { preloadFile, projectDir, rendererDir } from '../paths.ts';
import { readArguments } from './arguments.ts';
import { failToStart, runDesktop } from './desktop.ts';
import { openDesktopSettings } from './desktop-settings.ts';
import type { KeptDesktopSettings } from './desktop-settings.ts';
import { createLoginItem } from './login-item.ts';
import { awaitTray, hasTray } from './has-tray.ts';
import { createRecordProcessHost, createReleaseProcessHost } from './record-process-host.ts';
import { createUtilityProcessHost } from './utility-process-host.ts';

const log = openLog({ file: null, clock: systemClock });
const given = readArguments(process.argv.slice(1));

if (given.ok) {
  const { data, community, bootstrap, http, lend, name, isHidden } = given.value;
  const dataFolder = data ?? defaultDataFolder();
  let settings: KeptDesktopSettings | undefined;
  const openSettings = () => (settings ??= openDesktopSettings(dataFolder));
  const desktop = runDesktop({
    appId: 'example.common-hours.app', // the one of electron-builder.yml
    dataFolder,
    isHidden,
    argv: process.argv,
    preload: preloadFile,
    rendererDir,
    log,
    hasTray: () => (isHidden ? awaitTray : hasTray)(process.platform),
    openSettings,
    openNode: () =>
      createNode({
        host: 'desktop',
        dataFolder,
        community,
        bootstrap,
        httpPort: http,
        loginStart: createLoginItem({
          ...{ app, platform: process.platform, env: process.env, program: process.execPath },
          ...{ projectDir, userId: process.getuid?.() ?? null },
          ...{ dataFolder, usualDataFolder: defaultDataFolder() },
          args: [
            ...bootstrap.flatMap(({ host, port }) => ['--bootstrap', `${host}:${port}`]),
            ...(http === 0 ? [] : ['--http', String(http)]),
          ],
        }),
        desktop: openSettings(),
        lending: lend,
        name,
        jobProcessHost: createUtilityProcessHost,
        recordProcessHost: createRecordProcessHost(),
        releaseProcessHost: createReleaseProcessHost(),
        idleMs: () => powerMonitor.getSystemIdleTime() * 1000,
      }),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      desktop.end(0);
    });
  }
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (cause: unknown) => {
      log.warn('Common Hours has a fault and ends.', cause);
      desktop.end(1);
    });
  }
} else {
  failToStart(given.error.detail);
}
