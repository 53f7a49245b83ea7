/**
 * The processes of the record and of the releases on the desktop: Electron's own, for its program does not run as Node
 * where a system has locked it down. They get no environment and no output, and end with Electron.
 */
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { RecordProcessHost } from '../adapters/record-process/host.ts';
import { recordProcessUrl, releaseProcessUrl } from '../paths.ts';
import { killNow } from './utility-process-host.ts';

export function createRecordProcessHost(): RecordProcessHost {
  return createHost(recordProcessUrl, 'Common Hours record');
}

export function createReleaseProcessHost(): RecordProcessHost {
  return createHost(releaseProcessUrl, 'Common Hours releases');
}

function createHost(entry: () => URL, serviceName: string): RecordProcessHost {
  return {
    start(given) {
      const child = utilityProcess.fork(fileURLToPath(entry()), [JSON.stringify(given)], {
        env: {},
        stdio: 'ignore',
        serviceName,
      });
      const exit = Promise.withResolvers<string>();
      child.once('exit', (code) => exit.resolve(`It ended with code ${code}.`));
      return {
        send: (text) => child.postMessage(text),
        onText(listener) {
          child.on('message', (text: unknown) => {
            if (typeof text === 'string') listener(text);
          });
        },
        onExit: (listener) => void exit.promise.then(listener),
        kill: () => killNow(child),
        pid: () => child.pid,
      };
    },
  };
}
