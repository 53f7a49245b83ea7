/** The life of the program: ready, second instances, quitting, exit codes. */
import { EventEmitter } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';

/** An event whose default somebody may prevent. */
export function cancellable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
}

/** What quitting needs to know of a window. */
export interface Closable {
  closeAnd(): Promise<void>;
}

export class App extends EventEmitter {
  readonly isPackaged = false;
  readonly windows = new Set<Closable>();
  /** Resolves with the exit code. */
  readonly exited = Promise.withResolvers<number>();
  userModelId = '';
  login: Electron.Settings = {};
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>();
  #isReady = false;
  #isQuitting = false;
  #releaseLock = () => {};

  whenReady() {
    return this.#ready.promise;
  }
  isReady() {
    return this.#isReady;
  }
  getVersion() {
    return '0.0.0-test';
  }
  getName() {
    return 'common-hours';
  }
  setPath(name: string, path: string) {
    this.#paths.set(name, path);
  }
  getPath(name: string) {
    let path = this.#paths.get(name);
    if (path === undefined) {
      path = mkdtempSync(join(tmpdir(), `electron-double-${name}-`));
      this.#paths.set(name, path);
      const made = path;
      process.on('exit', () => {
        rmSync(made, { recursive: true, force: true });
      });
    }
    return path;
  }
  setAppUserModelId(id: string) {
    this.userModelId = id;
  }
  setLoginItemSettings(settings: Electron.Settings) {
    this.login = settings;
  }
  getLoginItemSettings() {
    return { openAtLogin: this.login.openAtLogin ?? false };
  }
  /** One instance for each `userData`, across processes, as Electron has it. */
  requestSingleInstanceLock() {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, 'double.lock');
    const calls = join(folder, 'double.calls');
    const owner = ownerOf(lock);
    if (owner !== null && owner !== process.pid) {
      appendFileSync(calls, `${JSON.stringify(process.argv)}\n`);
      return false;
    }
    writeFileSync(lock, String(process.pid));
    writeFileSync(calls, '');
    let heard = 0;
    watchFile(calls, { interval: 50, persistent: false }, () => {
      const lines = readFileSync(calls, 'utf8').split('\n').slice(0, -1);
      for (const line of lines.slice(heard)) this.emit('second-instance', {}, JSON.parse(line), '');
      heard = lines.length;
    });
    this.#releaseLock = () => {
      unwatchFile(calls);
      rmSync(lock, { force: true });
    };
    return true;
  }
  /** Electron gets ready only once the main module has finished loading; so does this. */
  becomeReady() {
    this.#isReady = true;
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }
  quit() {
    if (this.#isQuitting || !this.#go('before-quit')) return;
    this.#isQuitting = true;
    void (async () => {
      for (const window of [...this.windows]) await window.closeAnd();
      this.#isQuitting = false;
      if (this.windows.size === 0 && this.#go('will-quit')) this.exit(0);
    })();
  }
  exit(code = 0) {
    this.#releaseLock();
    this.emit('quit', {}, code);
    this.exited.resolve(code);
  }
  #go(name: string) {
    const event = cancellable();
    this.emit(name, event);
    return !event.defaultPrevented;
  }
}

function ownerOf(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    return null; // nobody holds it, or one that died
  }
}

export const app = new App();
