/** What pages may load and be allowed: schemes of our own, request filters, permissions. */
import { app } from './app.ts';

export type Handler = (request: Request) => Response | Promise<Response>;
type BeforeRequest = (
  details: { readonly url: string; readonly method: string },
  answer: (verdict: { readonly cancel?: boolean }) => void,
) => void;
type AskPermission = (
  contents: unknown,
  permission: string,
  answer: (isGranted: boolean) => void,
) => void;
export interface CustomScheme {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean };
}

const privileged = new Set<string>();

export class Protocol {
  readonly handlers = new Map<string, Handler>();
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]) {
    if (app.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    }
    for (const { scheme, privileges } of schemes) {
      if (!privileges?.standard || !privileges.secure) {
        throw new TypeError('the double models standard and secure schemes only');
      }
      privileged.add(scheme);
    }
  }
  handle(scheme: string, handler: Handler) {
    if (!privileged.has(scheme)) {
      throw new TypeError(`the double models schemes registered as privileged, not '${scheme}'`);
    }
    if (this.handlers.has(scheme)) {
      throw new Error('Failed to register protocol handler: scheme is registered already');
    }
    this.handlers.set(scheme, handler);
  }
}

export class Session {
  readonly protocol = new Protocol();
  /** Requests to the network that nothing stopped. */
  readonly escaped: string[] = [];
  spellChecker = true;
  #before: BeforeRequest | null = null;
  // without handlers Electron grants what a page asks for
  #request: AskPermission = (_contents, _permission, answer) => {
    answer(true);
  };
  #check: (contents: unknown, permission: string) => boolean = () => true;
  #device: (details: unknown) => boolean = () => false;

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest | null) => {
      this.#before = listener;
    },
  };
  setPermissionRequestHandler(handler: AskPermission) {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: (contents: unknown, permission: string) => boolean) {
    this.#check = handler;
  }
  setDevicePermissionHandler(handler: (details: unknown) => boolean) {
    this.#device = handler;
  }
  setSpellCheckerEnabled(isEnabled: boolean) {
    this.spellChecker = isEnabled;
  }
  /** Whether a request may go out, as the filter says. */
  async passes(url: string, method = 'GET'): Promise<boolean> {
    const before = this.#before;
    if (before === null) return true;
    const verdict = await new Promise<{ readonly cancel?: boolean }>((done) => {
      before({ url, method }, done);
    });
    return verdict.cancel !== true;
  }
  /** Whether a page would get a permission, asked in each of the three ways. */
  async grants(permission: string): Promise<boolean> {
    const asked = await new Promise<boolean>((done) => {
      this.#request({}, permission, done);
    });
    return asked || this.#check({}, permission) || this.#device({ deviceType: permission });
  }
}

export const session = { defaultSession: new Session() };
export const protocol = session.defaultSession.protocol;

/**
 * Chromium knows no scheme of ours, so `app://host/path` is shown to it as
 * `http://host.app.localhost/path`, which it trusts as it would a secure scheme.
 */
export function toChromium(url: string): string {
  const match = /^([a-z]+):\/\/([^/]+)(.*)$/s.exec(url);
  if (match === null || !privileged.has(match[1] ?? '')) return url;
  return `http://${match[2]}.${match[1]}.localhost${match[3]}`;
}

/** The address that the program under test knows. */
export function fromChromium(url: string): string {
  const match = /^http:\/\/([^/]+)\.([a-z]+)\.localhost(.*)$/s.exec(url);
  if (match === null || !privileged.has(match[2] ?? '')) return url;
  return `${match[2]}://${match[1]}${match[3]}`;
}
