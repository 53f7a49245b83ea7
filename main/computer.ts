/** The computer apart from lending it, for its page: whether this node starts when its person logs in. */
import { createCell } from '../shared/api/handlers.ts';
import type { Handlers } from '../shared/api/handlers.ts';
import { loginSentenceLength } from '../shared/api/computer-contract.ts';
import type { computerContract, LoginStartView } from '../shared/api/computer-contract.ts';
import { ok } from '../shared/base/result.ts';
import type { LoginStart } from './adapters/login-start/login-start.ts';

type ComputerHandlers = Handlers<{ readonly computer: typeof computerContract }>['computer'];

/** The calls and topics of the contract's `computer`. */
export function createComputer(login: LoginStart): ComputerHandlers {
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
  };
}
