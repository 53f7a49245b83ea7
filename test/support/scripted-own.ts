/** What a scripted node says of its computer and of whose it is: cells that a test sets, calls that change them. */
import type {
  computerContract,
  DesktopView,
  LoginStartView,
} from '../../shared/api/computer-contract.ts';
import type { identityContract, IdentityView } from '../../shared/api/identity-contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { ok, refuse } from '../../shared/base/result.ts';

type OwnHandlers = Handlers<{
  readonly computer: typeof computerContract;
  readonly identity: typeof identityContract;
}>;

/** The text and the passphrase of the one recovery file that this node opens. */
export const scriptedRecovery = {
  text: 'common-hours recovery 1\nAAAA\ncheck 0123456789abcdef\n',
  passphrase: 'correct horse battery',
} as const;

/** What this node says that would help to find a fault. */
export const scriptedDiagnostics = `${JSON.stringify({ version: '0.1.0', logs: { 'node.log': ['Started.'] } }, null, 2)}\n`;

export function createScriptedOwn(noted: (name: string, input: unknown) => void) {
  const loginStart = createCell<LoginStartView>({
    state: 'off',
    sentence: 'It would be an entry among the programs that your desktop starts at login.',
  });
  const identity = createCell<IdentityView>({ sinceMs: null, savedAtMs: null, inUse: null });
  const desktop = createCell<DesktopView | null>(null);
  /** Hears who somebody has become. */
  const script = { loginStart, identity, desktop, onRestored: (_name: string) => {} };
  const handlers: OwnHandlers = {
    computer: {
      loginStart,
      startAtLogin(input) {
        noted('startAtLogin', input);
        const { state, sentence } = loginStart.get();
        if (state === 'impossible') return refuse('not_possible', sentence);
        loginStart.set({ state: input.on ? 'on' : 'off', sentence });
        return ok({});
      },
      desktop,
      chooseClosing({ closing }) {
        noted('chooseClosing', closing);
        const now = desktop.get();
        if (now !== null) desktop.set({ ...now, closing });
        return ok({});
      },
      chooseNotice({ kind, on }) {
        noted('chooseNotice', { kind, on });
        const now = desktop.get();
        const changed = now?.notices.map((each) => (each.kind === kind ? { kind, on } : each));
        if (now !== null) desktop.set({ ...now, notices: changed ?? [] });
        return ok({});
      },
      diagnostics(input) {
        noted('diagnostics', input);
        return ok({ text: scriptedDiagnostics });
      },
    },
    identity: {
      state: identity,
      recoveryFile(input) {
        noted('recoveryFile', input);
        if (input.passphrase.length < 8) {
          return refuse('passphrase_unfit', 'The passphrase has fewer than 8 characters.');
        }
        identity.set({ ...identity.get(), savedAtMs: Date.now() });
        return ok({ text: scriptedRecovery.text, communities: 1 });
      },
      restore({ text, passphrase }) {
        noted('restore', { text, passphrase });
        if (text !== scriptedRecovery.text) {
          return refuse('recovery_file_damaged', 'The recovery file is damaged: use another copy.');
        }
        if (passphrase !== scriptedRecovery.passphrase) {
          return refuse('wrong_passphrase', 'The passphrase does not open this recovery file.');
        }
        script.onRestored('Ines');
        return ok({
          member: 'e'.repeat(64),
          name: 'Ines',
          communities: ['Our street'],
          problems: [],
        });
      },
    },
  };
  return { script, handlers };
}
