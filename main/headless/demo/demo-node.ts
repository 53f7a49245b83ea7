/** One node of the demo, in a process of its own, started as anybody would start it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { LocalDht } from '../../adapters/local-dht.ts';
import { projectDir } from '../../paths.ts';
import { connectTo } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';

const startWithinMs = 30_000;
const stopWithinMs = 5_000;

export interface DemoNode {
  readonly name: string;
  readonly url: string;
  readonly client: NodeConnection['client'];
  stop(): Promise<void>;
}

export interface DemoNodeOptions {
  readonly name: string;
  readonly lend: 'on' | 'off';
  readonly community: string;
  readonly bootstrap: LocalDht['bootstrap'];
  readonly dataFolder: string;
  readonly ending: AbortSignal;
}

/** Starts `common-hours node` and connects to it, or says what it said on standard error. */
export async function startDemoNode(options: DemoNodeOptions): Promise<Result<DemoNode, Refusal>> {
  const { name, lend, community, bootstrap, dataFolder, ending } = options;
  const addresses = bootstrap.map(({ host, port }) => ['--bootstrap', `${host}:${String(port)}`]);
  const args = ['node', '--data', dataFolder, '--community', community, ...addresses.flat()];
  const child = spawn(
    process.execPath,
    [join(projectDir, 'main/headless/bin.mjs'), ...args, '--lend', lend, '--name', name, '--json'],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], signal: ending },
  );
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const line = await firstLine(child);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(timer);
  };
  if (line === null) {
    await stop();
    return refuse('node_did_not_start', `${name}’s node did not start. ${complaint.trim()}`);
  }
  const connection = await connectTo(dataFolder);
  if (!connection.ok) {
    await stop();
    return connection;
  }
  const { client, node, close } = connection.value;
  return ok({
    name,
    url: node.url,
    client,
    async stop() {
      close();
      await stop();
    },
  });
}

/** What the node prints once it is up, or null if it ends or takes too long. */
function firstLine(child: ReturnType<typeof spawn>): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(null);
    }, startWithinMs);
    const finish = (line: string | null) => {
      clearTimeout(timer);
      resolve(line);
    };
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) finish(text.slice(0, end));
    });
    child.once('exit', () => {
      finish(null);
    });
    child.once('error', () => {
      finish(null);
    });
  });
}
