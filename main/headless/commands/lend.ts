/** `lend`, `pause` and `resume`. */
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { connectTo, present } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import { minutesOf, shareMilliOf, wholeNumberOf } from './values.ts';

interface Common {
  readonly data: string;
  readonly json: boolean;
}

/** `common-hours lend on|off` */
export function setLending(
  onOrOff: string,
  options: Common & { readonly cores?: string; readonly share?: string },
): Promise<number> {
  if (onOrOff !== 'on' && onOrOff !== 'off') {
    const detail = `“${onOrOff}” is neither on nor off.`;
    return Promise.resolve(createOutput(options.json).fail({ name: 'bad_value', detail }));
  }
  const cores =
    options.cores === undefined ? ok(null) : wholeNumberOf(options.cores, 'The number of cores');
  if (!cores.ok) return Promise.resolve(createOutput(options.json).fail(cores.error));
  const share = options.share === undefined ? ok(null) : shareMilliOf(options.share);
  if (!share.ok) return Promise.resolve(createOutput(options.json).fail(share.error));
  const on = onOrOff === 'on';
  const part =
    share.value === null ? '' : ` Jobs may use ${String(share.value / 10)}% of each core.`;
  const sentence = `Lending is ${onOrOff}.${part}`;
  return tell(options, sentence, ({ client }) =>
    client.lending.set({ on, cores: cores.value, shareMilli: share.value }),
  );
}

/** `common-hours pause [duration]`; `finish` waits for the work in hand and takes nothing new on. */
export function pause(
  duration: string | undefined,
  options: Common & { readonly finish: boolean },
): Promise<number> {
  const minutes = minutesOf(duration);
  if (!minutes.ok) return Promise.resolve(createOutput(options.json).fail(minutes.error));
  const length = { minutes: minutes.value };
  const until = duration === undefined ? 'until you resume it' : `for ${duration}`;
  const inHand = options.finish ? ' Work in hand for others is finished.' : '';
  return tell(options, `Lending is paused ${until}.${inHand}`, async ({ client }) => {
    const lending = await present(client.lending.state);
    if (!lending.ok) return lending;
    if (!lending.value.on)
      return refuse('lending_off', 'Lending is off: there is nothing to pause.');
    return options.finish ? client.lending.pauseWhenFinished(length) : client.lending.pause(length);
  });
}

/** `common-hours resume` */
export function resume(options: Common): Promise<number> {
  return tell(options, 'Lending is no longer paused.', async ({ client }) => {
    const lending = await present(client.lending.state);
    if (!lending.ok) return lending;
    if (!lending.value.on) {
      return refuse('lending_off', 'Lending is off. Start it with: common-hours lend on');
    }
    return client.lending.resume();
  });
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
