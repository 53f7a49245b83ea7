/**
 * Processes that Electron starts for a program, with Node in them and a port to their parent. Here they are Node's
 * own; what is sent is copied as Electron copies it, and the engine's flags are the engine's.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type * as Electron from 'electron';

const portScript = fileURLToPath(new URL('./parent-port.mjs', import.meta.url));

export class UtilityProcess extends EventEmitter {
  readonly stdout = null;
  readonly stderr = null;
  readonly #child: ChildProcess;

  constructor(path: string, args: readonly string[], options: Electron.ForkOptions) {
    super();
    const [flags = ''] = (options.execArgv ?? []).map((each) => each.replace('--js-flags=', ''));
    this.#child = fork(path, [...args], {
      env: (options.env ?? process.env) as NodeJS.ProcessEnv,
      execArgv: ['--import', portScript, ...flags.split(' ').filter(Boolean)],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('spawn', () => this.emit('spawn'));
    this.#child.once('exit', (code) => this.emit('exit', code ?? 1));
  }
  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined;
  }
  postMessage(message: unknown) {
    if (this.#child.connected) this.#child.send(message as object);
  }
  kill() {
    return this.#child.kill();
  }
}

export const utilityProcess = {
  fork: (path: string, args: readonly string[] = [], options: Electron.ForkOptions = {}) =>
    new UtilityProcess(path, args, options),
};
