/** What becomes of a fault that nothing in the program handles: it is logged, and said in one sentence. */
import { EndOfProgram } from '../shared/base/assert.ts';
import type { Log } from './engine/ports.ts';

/**
 * Hears every fault of this process, wherever it was thrown, so that whoever started the node can end it in
 * order; without this Node would end it with a stack trace, and nothing would be closed.
 */
export function onFault(log: Log, ended: (sentence: string) => void): void {
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(fault, (cause: unknown) => {
      const isExpected = cause instanceof EndOfProgram;
      log.warn('Common Hours cannot go on and ends.', isExpected ? cause.message : cause);
      ended(isExpected ? cause.message : faultSentence);
    });
  }
}

const faultSentence =
  'Common Hours has a fault of its own and has ended. Its log, node.log in the data folder, says more.';
