/** Turns what a job's JavaScript threw into a failure with a name and a sentence that points at the line. */
import { endJob } from '../job-end.ts';
import { quoted } from '../sentence.ts';
import { outOfMemory, type Completion, type Machine, type Value } from './machine.ts';

const explanationBytes = 400;

/** The value, or the end of the job. */
export function valueOf(machine: Machine, completion: Completion): Value {
  return completion.ok ? completion.value : endByThrown(machine, completion.error);
}

/** Ends the job by what it threw. */
export function endByThrown(machine: Machine, error: Value): never {
  const explanation = withNextStep(inWords(machine, error));
  if (explanation.startsWith('InternalError: out of memory')) outOfMemory();
  const last = wordsOf(machine, machine.use('said'));
  const said = last === null || last === '' ? '' : ` It said: ${quoted(last)}.`;
  return endJob('trapped', `The JavaScript failed: ${explanation}.${said}`);
}

/** What the engine says of a result that cannot be written down, where no line of the job is to blame. */
function withNextStep(explanation: string): string {
  switch (explanation) {
    case 'TypeError: circular reference':
      return 'TypeError: a circular reference is no result: answer with JSON, text or bytes';
    case 'TypeError: BigInt are forbidden in JSON.stringify':
      return 'TypeError: a BigInt is no result: answer with JSON, text or bytes';
    default:
      return explanation;
  }
}

/** What was thrown, in words that the job has a part in. */
export function inWords(machine: Machine, error: Value): string {
  return wordsOf(machine, machine.use('explain', error)) ?? 'it threw what has no words';
}

function wordsOf(machine: Machine, text: Completion): string | null {
  if (!text.ok || !machine.isString(text.value)) return null;
  return new TextDecoder().decode(machine.textOf(text.value).subarray(0, explanationBytes));
}
