/** A disk on which nothing more can be written ends a node in order, with one sentence, and it starts again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCommunity, launcher, programs, runCommand } from '../support/nodes.ts';
import type { TestCommunity } from '../support/nodes.ts';

let community: TestCommunity;

beforeAll(async () => {
  community = await createCommunity();
});

afterAll(() => community.close());

/** The write then fails, as on a full disk, instead of ending the process. */
const goOn = `--import=data:text/javascript,process.on('SIGXFSZ',()=>{})`;

/** A node whose files may not grow beyond so many KiB. */
function startLimited(data: string, kibibytes: number) {
  const limited = `ulimit -f ${String(2 * kibibytes)}; exec "$@"`;
  const node = ['node', '--data', data, '--community', community.code];
  const args = [process.execPath, goOn, launcher, ...node, '--bootstrap', community.bootstrap];
  return spawn('sh', ['-c', limited, 'sh', ...args], { stdio: 'pipe' });
}

test.skipIf(process.platform === 'win32')(
  'a write that fails ends the node with exit code 1 and one sentence, and nothing is lost',
  async () => {
    const data = join(community.folder, 'Full');
    const child = startLimited(data, 1024);
    const complaints: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => void complaints.push(chunk));
    await once(child.stdout, 'data');
    const [ended] = [once(child, 'close')];
    const file = join(programs, 'prime-count.wasm');
    const run = ['job', 'run', file, '--ceiling', '0.1', '--data', data];
    const small = await runCommand([...run, '--json']);
    expect(small.code).toBe(0);
    const large = join(community.folder, 'large');
    writeFileSync(large, Buffer.alloc(4 * 2 ** 20));
    const answer = await runCommand([...run, '--input', large]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toMatch(/^[^\n]+\n$/);
    const [code] = (await ended) as [number | null];
    expect(code).toBe(1);
    expect(Buffer.concat(complaints).toString()).toMatch(
      /^The store of jobs .+ cannot be written: .+, and start Common Hours again\.\n$/,
    );
    const again = startLimited(data, 1024 * 1024);
    const over = once(again, 'close');
    await once(again.stdout, 'data');
    const list = await runCommand(['job', 'list', '--data', data, '--json']);
    expect(JSON.parse(list.text)).toMatchObject({ jobs: [{ state: 'waiting' }], total: 1 });
    again.kill('SIGTERM');
    expect(await over).toEqual([0, null]);
  },
);
