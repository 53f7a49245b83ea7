/** What of a process's messages answers a question about a module or the machine; null for those that do not. */
import type { FromProcess, Inspected, Rated } from '../../../shared/jobs/process-protocol.ts';

export interface Unanswered {
  readonly say: 'unanswered';
  readonly detail: string;
}

export function readInspected(message: FromProcess): Inspected | Unanswered | null {
  if (message.say === 'unanswered') return message;
  return message.say === 'inspected' ? message.inspected : null;
}

export function readRested(message: FromProcess): boolean | null {
  if (message.say === 'unanswered') return false;
  return message.say === 'rested' ? true : null;
}

export function readRated(message: FromProcess): Rated | Unanswered | null {
  if (message.say === 'unanswered') return message;
  return message.say === 'rated' ? message.rating : null;
}
