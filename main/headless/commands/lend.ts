/** `lend`, `pause` and `resume`. */
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { connectTo } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import { minutesOf, wholeNumberOf } from './values.ts';

interface Common {
  readonly data: string;
  readonly json: boolean;
}

/** `common-hours lend on|off` */
export function setLending(
  onOrOff: string,
  options: Common & { readonly cores?: string },
): Promise<number> {
  if (onOrOff !== 'on' && onOrOff !== 'off') {
    const detail = `“${onOrOff}” is neither on nor off.`;
    return Promise.resolve(createOutput(options.json).fail({ name: 'bad_value', detail }));
  }
  const cores =
    options.cores === undefined ? ok(null) : wholeNumberOf(options.cores, 'The number of cores');
  if (!cores.ok) return Promise.resolve(createOutput(options.json).fail(cores.error));
  const on = onOrOff === 'on';
  const sentence = on ? 'Lending is on.' : 'Lending is off.';
  return tell(options, sentence, ({ client }) => client.lending.set({ on, cores: cores.value }));
}

/** `common-hours pause [duration]` */
export function pause(duration: string | undefined, options: Common): Promise<number> {
  const minutes = minutesOf(duration);
  if (!minutes.ok) return Promise.resolve(createOutput(options.json).fail(minutes.error));
  const sentence =
    duration === undefined
      ? 'Lending is paused until you resume it.'
      : `Lending is paused for ${duration}.`;
  return tell(options, sentence, ({ client }) => client.lending.pause({ minutes: minutes.value }));
}

/** `common-hours resume` */
export function resume(options: Common): Promise<number> {
  return tell(options, 'Lending is no longer paused.', ({ client }) => client.lending.resume());
}

async function tell(
  { data, json }: Common,
  sentence: string,
  action: (connection: NodeConnection) => Promise<Result<unknown, Refusal>>,
): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const answer = await action(connection.value);
  connection.value.close();
  if (!answer.ok) return output.fail(answer.error);
  output.line(sentence);
  output.json({ done: true });
  return 0;
}
