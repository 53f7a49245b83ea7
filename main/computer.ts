/**
 * The computer apart from lending it, for its page: whether this node starts when its person logs in, what its desktop
 * does beside the window, and what helps to find a fault.
 */
import { createCell } from '../shared/api/handlers.ts';
import type { Handlers, Topic } from '../shared/api/handlers.ts';
import { loginSentenceLength } from '../shared/api/computer-contract.ts';
import type {
  computerContract,
  DesktopView,
  LoginStartView,
  NoticeKind,
} from '../shared/api/computer-contract.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { LoginStart } from './adapters/login-start/login-start.ts';

type ComputerHandlers = Handlers<{ readonly computer: typeof computerContract }>['computer'];

/** What a person chose of the desktop, kept by it. */
export interface DesktopChoices {
  readonly state: Topic<DesktopView>;
  chooseClosing(closing: 'keep' | 'quit'): void;
  chooseNotice(kind: NoticeKind, on: boolean): void;
}

const withoutDesktop = createCell(null);
const notPossible = refuse('not_possible', 'This node runs without a desktop.');

/** The calls and topics of the contract's `computer`; `desktop` is null for a node without a screen. */
export function createComputer(
  login: LoginStart,
  desktop: DesktopChoices | null,
  readDiagnostics: () => Promise<string>,
): ComputerHandlers {
  const read = (): LoginStartView => {
    const { state, sentence } = login.read();
    return { state, sentence: sentence.slice(0, loginSentenceLength) };
  };
  const cell = createCell(read());
  return {
    loginStart: {
      subscribe(listener) {
        // a system's own settings may have changed it meanwhile
        const now = read();
        if (JSON.stringify(now) !== JSON.stringify(cell.get())) cell.set(now);
        return cell.subscribe(listener);
      },
    },
    startAtLogin({ on }) {
      const set = login.set(on);
      cell.set(read());
      return set.ok ? ok({}) : set;
    },
    desktop: desktop?.state ?? withoutDesktop,
    chooseClosing({ closing }) {
      if (desktop === null) return notPossible;
      desktop.chooseClosing(closing);
      return ok({});
    },
    chooseNotice({ kind, on }) {
      if (desktop === null) return notPossible;
      desktop.chooseNotice(kind, on);
      return ok({});
    },
    diagnostics: async () => ok({ text: await readDiagnostics() }),
  };
}
