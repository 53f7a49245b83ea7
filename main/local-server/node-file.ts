/** The file by which the command line finds the node that runs on a data folder. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

const NodeFileSchema = v.strictObject({
  /** The address of the page, access token included. */
  url: v.string(),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  token: v.string(),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

export type NodeFile = v.InferOutput<typeof NodeFileSchema>;

const fileName = 'node.json';

/** Written beside and renamed, so that nobody reads half of it; readable by its owner only. */
export function writeNodeFile(
  dataFolder: string,
  node: NodeFile,
): Result<null, Refusal<'data_folder_unwritable'>> {
  const draft = join(dataFolder, `${fileName}.${node.pid}`);
  try {
    fs.rmSync(draft, { force: true });
    fs.writeFileSync(draft, `${JSON.stringify(node, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    fs.renameSync(draft, join(dataFolder, fileName));
    return ok(null);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return refuse('data_folder_unwritable', `The data folder cannot be written: ${why}`);
  }
}

/** The node that runs on this data folder. A file that a killed node left behind counts as none. */
export function readNodeFile(dataFolder: string): Result<NodeFile, Refusal<'no_node'>> {
  const none = refuse(
    'no_node',
    `No node is running on ${dataFolder}: start one with \`common-hours node --data ${dataFolder}\`.`,
  );
  try {
    const json: unknown = JSON.parse(fs.readFileSync(join(dataFolder, fileName), 'utf8'));
    const parsed = v.safeParse(NodeFileSchema, json);
    return parsed.success && isAlive(parsed.output.pid) ? ok(parsed.output) : none;
  } catch {
    return none;
  }
}

/** Removes the file, unless another node has written its own by now. */
export function removeNodeFile(dataFolder: string, node: NodeFile): void {
  const found = readNodeFile(dataFolder);
  if (!found.ok || found.value.pid !== node.pid || found.value.port !== node.port) return;
  fs.rmSync(join(dataFolder, fileName), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Alive, but another user's.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
