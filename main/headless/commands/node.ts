/** `common-hours node`: a node without a window, until it is told to end. */
import { limits } from '../../../shared/domain/limits.ts';
import { onFault } from '../../faults.ts';
import { addressesOf } from '../../adapters/swarm/network.ts';
import { createNode } from '../../node.ts';
import { ensurePage } from '../ensure-page.ts';
import { letNurseryGrowWhenBusy } from '../nursery.ts';
import { headlessLoginStart } from '../login-start.ts';
import { createOutput } from '../output.ts';
import { wholeNumberOf } from './values.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const closeWithinMs = 10_000;

export interface NodeCommandOptions {
  readonly data: string;
  readonly community?: string;
  readonly bootstrap: readonly string[];
  readonly http: string;
  readonly lend?: 'on' | 'off';
  readonly name?: string;
  readonly json: boolean;
}

/** Prints the address of the page and runs until it is interrupted. */
export async function runNode(options: NodeCommandOptions): Promise<number> {
  const output = createOutput(options.json);
  const bootstrap = addressesOf(options.bootstrap);
  if (!bootstrap.ok) return output.fail(bootstrap.error);
  const port = wholeNumberOf(options.http, 'The port');
  if (!port.ok) return output.fail(port.error);
  const name = options.name?.trim() ?? '';
  if (name.length > limits.memberNameLength) {
    const detail = `The name is too long: at most ${String(limits.memberNameLength)} characters.`;
    return output.fail({ name: 'bad_name', detail });
  }
  const page = ensurePage(output.line);
  if (!page.ok) return output.fail(page.error);
  const node = await createNode({
    host: 'headless',
    dataFolder: options.data,
    community: options.community ?? null,
    bootstrap: bootstrap.value,
    httpPort: port.value,
    lending: options.lend === undefined ? null : options.lend === 'on',
    name: name === '' ? null : name,
    loginStart: headlessLoginStart(options),
  });
  if (!node.ok) return output.fail(node.error);
  output.line(`Common Hours runs without a window. Open ${node.value.url}`);
  output.json({ url: node.value.url, pid: process.pid });
  letNurseryGrowWhenBusy();
  const { log, failed, close } = node.value;
  const fault = new Promise<string>((resolve) => {
    onFault(log, resolve);
  });
  const failure = await Promise.race([interrupted(), failed, fault]);
  // What cannot be closed, or not in time, must not keep the process; what was kept is on the disk.
  setTimeout(() => process.exit(1), closeWithinMs).unref();
  const isClosed = await close().then(
    () => true,
    () => false,
  );
  // An open channel would keep the process, which has nothing more to do.
  if (process.connected) process.disconnect();
  if (failure === null) return isClosed ? 0 : 1;
  return output.fail({ name: 'ended', detail: failure });
}

/** Ctrl-C, a polite kill, or the end of the program that started this one with a channel to it. */
function interrupted(): Promise<null> {
  return new Promise((resolve) => {
    const ends = () => {
      // A second one does what it always does: it ends the process at once.
      for (const signal of signals) process.removeListener(signal, ends);
      resolve(null);
    };
    for (const signal of signals) process.on(signal, ends);
    process.once('disconnect', ends);
  });
}
