/** A host whose process of the record can write no file beyond a size: what a full disk is to it. */
import { fork } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordProcessHost } from '../../main/adapters/record-process/host.ts';

/** The write then fails, as on a full disk, instead of ending the process. */
const goOn = `--import=data:text/javascript,process.on('SIGXFSZ',()=>{})`;

/** `folder` gets the script that sets the limit. */
export function createLimitedHost(
  entry: URL,
  folder: string,
  kibibytes: number,
): RecordProcessHost {
  const script = join(folder, 'limited');
  const blocks = String(2 * kibibytes); // of 512 bytes
  writeFileSync(script, `#!/bin/sh\nulimit -f ${blocks}\nexec "${process.execPath}" "$@"\n`);
  chmodSync(script, 0o700);
  return {
    start(given) {
      const child = fork(fileURLToPath(entry), [JSON.stringify(given)], {
        ...{ execPath: script, execArgv: [goOn], env: {} },
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      return {
        send: (text) => void (child.connected && child.send(text, () => undefined)),
        onText: (listener) => void child.on('message', (text) => listener(text as string)),
        onExit: (listener) =>
          void child.once('close', (code) => listener(`It ended with code ${String(code)}.`)),
        kill: () => void child.kill('SIGKILL'),
        pid: () => child.pid,
      };
    },
  };
}
