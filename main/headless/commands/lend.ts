/** `lend`, `pause` and `resume`. */
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { presetNames } from '../../../shared/lending/presets.ts';
import { connectTo, present } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import { pauseMinutesOf, shareMilliOf, wholeNumberOf } from './values.ts';

interface Common {
  readonly data: string;
  readonly json: boolean;
}

/** `common-hours lend on|off|why` */
export function setLending(
  onOrOff: string,
  options: Common & {
    readonly cores?: string;
    readonly share?: string;
    readonly preset?: string;
  },
): Promise<number> {
  if (onOrOff === 'why') return sayWhy(options);
  if (onOrOff !== 'on' && onOrOff !== 'off') {
    const detail = `“${onOrOff}” is neither on nor off, nor why.`;
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
  const preset = presetNames.find((name) => name === options.preset) ?? null;
  if (options.preset !== undefined && preset === null) {
    const detail = `There is no preset “${options.preset}”. Choose from: ${presetNames.join(', ')}.`;
    return Promise.resolve(createOutput(options.json).fail({ name: 'bad_preset', detail }));
  }
  return tell(options, sentence, async ({ client }) => {
    const used = preset === null ? ok({}) : await client.lending.usePreset({ preset });
    // The number of cores that is named beside a preset holds instead of its own.
    return used.ok ? client.lending.set({ on, cores: cores.value, shareMilli: share.value }) : used;
  });
}

/** `common-hours lend why`: what holds, what does not, and what to do. */
async function sayWhy({ data, json }: Common): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const now = await present(connection.value.client.lending.now);
  connection.value.close();
  if (!now.ok) return output.fail(now.error);
  const { may, reason, causes, unreadable, limits } = now.value;
  output.line(
    may
      ? `Lending up to ${limits.cores === 1 ? '1 core' : `${String(limits.cores)} cores`}.`
      : `${reason?.sentence ?? 'Nothing is lent now.'} Until ${reason?.until ?? 'that changes'}.`,
  );
  for (const { holds, sentence, next } of causes) {
    output.line(`${holds ? 'yes' : 'no '}  ${sentence}${next === null ? '' : ` → ${next.label}`}`);
  }
  for (const { sentence } of unreadable) output.line(`?    ${sentence}`);
  output.json(now.value);
  return 0;
}

/** `common-hours pause [duration]`; `finish` waits for the work in hand and takes nothing new on. */
export function pause(
  duration: string | undefined,
  options: Common & { readonly finish: boolean },
): Promise<number> {
  const minutes = pauseMinutesOf(duration, new Date());
  if (!minutes.ok) return Promise.resolve(createOutput(options.json).fail(minutes.error));
  const length = { minutes: minutes.value };
  const until =
    minutes.value === null
      ? 'until you resume it'
      : duration === 'tomorrow'
        ? 'until tomorrow 08:00'
        : `for ${String(duration)}`;
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
