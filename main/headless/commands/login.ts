/** `start-at-login`: whether the node that runs on a data folder is started when its person logs in. */
import { connectTo, present } from '../connect.ts';
import { createOutput } from '../output.ts';

/** `common-hours start-at-login [on|off]`; without a word it says how it stands. */
export async function startAtLogin(
  onOrOff: string | undefined,
  { data, json }: { readonly data: string; readonly json: boolean },
): Promise<number> {
  const output = createOutput(json);
  if (onOrOff !== undefined && onOrOff !== 'on' && onOrOff !== 'off') {
    return output.fail({ name: 'bad_value', detail: `“${onOrOff}” is neither on nor off.` });
  }
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const { client, close } = connection.value;
  const set =
    onOrOff === undefined ? null : await client.computer.startAtLogin({ on: onOrOff === 'on' });
  const now = await present(client.computer.loginStart);
  close();
  if (set?.ok === false) return output.fail(set.error);
  if (!now.ok) return output.fail(now.error);
  const { state, sentence } = now.value;
  output.line(`${titles[state]} ${sentence}`);
  output.json(now.value);
  return 0;
}

const titles = {
  on: 'The node starts when you log in.',
  off: 'The node does not start when you log in.',
  impossible: 'The node cannot be started when you log in.',
} as const;
