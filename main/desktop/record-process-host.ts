/**
 * The process of the record on the desktop: Electron's own, for its program does not run as Node where a system has
 * locked it down. It gets no environment and no output, and ends with Electron.
 */
import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { RecordProcessHost } from '../adapters/record-process/host.ts';
import { recordProcessUrl } from '../paths.ts';
import { killNow } from './utility-process-host.ts';

export function createRecordProcessHost(): RecordProcessHost {
  return {
    start(given) {
      const child = utilityProcess.fork(fileURLToPath(recordProcessUrl), [JSON.stringify(given)], {
        env: {},
        stdio: 'ignore',
        serviceName: 'Common Hours record',
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
