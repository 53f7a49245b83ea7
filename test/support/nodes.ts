/** Real nodes as a person runs them: processes of the command line, on a DHT of their own on this machine. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalDht } from '../../main/adapters/local-dht.ts';
import { connectTo, until } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { projectDir } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import type { CommandJson } from './command-json.ts';
import { makeRatedFolder } from './rated-folder.ts';

export const launcher = join(projectDir, 'main/headless/bin.mjs');
export const programs = join(projectDir, 'workers/programs');

/** What one command said, and how it ended. */
export interface Answer {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Standard output as text. */
  readonly text: string;
}

/** Runs one command to its end. */
export async function runCommand(
  args: readonly string[],
  input: string | Uint8Array | null = null,
): Promise<Answer> {
  const child = spawn(process.execPath, [launcher, ...args], { stdio: 'pipe' });
  const [out, complaints]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => void out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => void complaints.push(chunk));
  // A command that refuses its input before it has read all of it closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  const stdout = Buffer.concat(out);
  return { code, stdout, text: stdout.toString(), stderr: Buffer.concat(complaints).toString() };
}

export interface TestNode {
  readonly name: string;
  readonly dataFolder: string;
  /** Runs a command against this node. */
  cli(...args: readonly string[]): Promise<Answer>;
  /** Runs a command that must succeed, and answers its JSON. */
  json<const Name extends keyof CommandJson>(
    command: Name,
    ...args: readonly string[]
  ): Promise<CommandJson[Name]>;
  cliWithInput(input: string | Uint8Array, ...args: readonly string[]): Promise<Answer>;
  /** A link of its own to the node, for tests that look often. */
  connect(): Promise<NodeConnection>;
  /** SIGKILL, and the end of the process. */
  kill(): Promise<void>;
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>;
  /** Starts it again on its data folder. */
  start(): Promise<void>;
  pid(): number;
}

export interface TestCommunity {
  readonly code: string;
  /** `HOST:PORT` */
  readonly bootstrap: string;
  readonly folder: string;
  /** Another program than that of all others may be said. */
  start(name: string, lend?: 'on' | 'off', program?: readonly string[]): Promise<TestNode>;
  /** Waits until every node sees every other, and every lender has something to lend. */
  meet(): Promise<void>;
  /** Ends every node, the DHT, and removes all that they wrote. */
  close(): Promise<void>;
}

/** A community of nobody yet. `usual` is what Node runs: the launcher, which runs the sources here. */
export async function createCommunity(
  usual: readonly string[] = [launcher],
): Promise<TestCommunity> {
  const dht = await startLocalDht();
  const [address] = dht.bootstrap;
  assert(address !== undefined, 'a local DHT has an address');
  const bootstrap = `${address.host}:${address.port}`;
  const code = `test ${randomBytes(8).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
  const nodes: TestNode[] = [];
  return {
    code,
    bootstrap,
    folder,
    async start(name, lend = 'off', program = usual) {
      const args = ['--community', code, '--bootstrap', bootstrap, '--lend', lend, '--name', name];
      makeRatedFolder(join(folder, name));
      const node = createTestNode(name, join(folder, name), [...program, 'node', ...args]);
      nodes.push(node);
      await node.start();
      return node;
    },
    async meet() {
      await Promise.all(nodes.map((node) => sees(node, nodes.length - 1)));
    },
    async close() {
      await Promise.all(nodes.map((node) => node.kill()));
      await dht.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function sees(node: TestNode, others: number): Promise<void> {
  const { client, close } = await node.connect();
  const met = await until(client.people.list, ({ present }) =>
    present.length >= others && present.every((each) => !each.lending || each.freeSlots > 0)
      ? present
      : null,
  );
  assert(met.ok, `${node.name} meets the others`);
  const rated = await until(client.lending.state, ({ on, checks }) =>
    !on || checks.some(({ name, holds }) => name === 'rated' && holds) ? true : null,
  );
  assert(rated.ok, `${node.name} is ready`);
  close();
}

function createTestNode(name: string, dataFolder: string, args: readonly string[]): TestNode {
  let child: ChildProcess | null = null;
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (child === null) return null;
    const ending = child;
    child = null;
    if (ending.exitCode !== null || ending.signalCode !== null) return ending.exitCode;
    const exited = once(ending, 'exit') as Promise<[number | null]>;
    ending.kill(signal);
    return (await exited)[0];
  };
  return {
    name,
    dataFolder,
    cli: (...command) => runCommand([...command, '--data', dataFolder]),
    async json<const Name extends keyof CommandJson>(name: Name, ...more: readonly string[]) {
      const command = [...name.split(' '), ...more, '--json', '--data', dataFolder];
      const { code, text, stderr } = await runCommand(command);
      assert(code === 0 && stderr === '', `${command.join(' ')} succeeds: ${stderr}`);
      return JSON.parse(text) as CommandJson[Name];
    },
    cliWithInput: (input, ...command) => runCommand([...command, '--data', dataFolder], input),
    async connect() {
      const connection = await connectTo(dataFolder);
      assert(connection.ok, `${name}’s node answers`);
      return connection.value;
    },
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    async start() {
      assert(child === null, `${name}’s node is not running`);
      child = spawn(
        process.execPath,
        [...args, '--data', dataFolder, '--json'],
        // The channel ends the node with the test, however the test ends.
        { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
      );
      await isUp(name, child);
    },
    pid() {
      assert(child?.pid !== undefined, `${name}’s node is running`);
      return child.pid;
    },
  };
}

async function isUp(name: string, child: ChildProcess): Promise<void> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  assert(child.stdout !== null, 'standard output is a pipe');
  const said = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
  assert(said[0] instanceof Buffer, `${name}’s node starts: ${complaint}`);
}
