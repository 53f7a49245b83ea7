/**
 * The process of the record without a desktop: Node itself, started anew, with a channel for text. It gets no
 * environment but what a system needs to start a program, and ends by itself when the channel does.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RecordProcessHandle, RecordProcessHost } from './host.ts';

const complaintLength = 300;
const isWindows = process.platform === 'win32';

/** The entry is asked for when there is something to start; `flags` are Node's. */
export function createChildProcessHost(
  entry: () => URL,
  flags: readonly string[] = [],
): RecordProcessHost {
  return {
    start(given): RecordProcessHandle {
      const child = fork(fileURLToPath(entry()), [JSON.stringify(given)], {
        env: isWindows ? { SystemRoot: process.env['SystemRoot'] ?? '' } : {},
        execArgv: [...flags],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      const exit = Promise.withResolvers<string>();
      let complaint = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        complaint = (complaint + chunk.toString()).slice(-complaintLength);
      });
      child.once('error', (cause) => exit.resolve(`It did not start: ${cause.message}`));
      child.once('close', (code, signal) => {
        const said = complaint.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
        exit.resolve(`It ended with ${signal ?? `code ${String(code)}`}. ${said}`.trim());
      });
      return {
        // a channel that has closed meanwhile is heard as the end of the process
        send: (text) => void (child.connected && child.send(text, () => undefined)),
        onText(listener) {
          child.on('message', (text) => {
            if (typeof text === 'string') listener(text);
          });
        },
        onExit: (listener) => void exit.promise.then(listener),
        kill: () => void child.kill('SIGKILL'),
        pid: () => child.pid,
      };
    },
  };
}
