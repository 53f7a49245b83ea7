import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, HoursError } from '../../main/client/client.ts';
import type { Hours, MapOptions } from '../../main/client/client.ts';
import { projectDir } from '../../main/paths.ts';
import { createCommunity } from '../support/nodes.ts';
import type { TestCommunity, TestNode } from '../support/nodes.ts';

let community: TestCommunity;
let alice: TestNode;
let hours: Hours;

beforeAll(async () => {
  community = await createCommunity();
  [alice] = await Promise.all([
    // So is the folder called in which a node is looked for when nothing else is said.
    community.start('common-hours'),
    community.start('Bob', 'on'),
    community.start('Carol', 'on'),
  ]);
  await community.meet();
  hours = await connect({ data: alice.dataFolder });
});

afterAll(() => community.close());

const cheap = { ceiling: 0.05, copies: 1 } as const;

async function all<Value>(results: AsyncIterable<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for await (const value of results) values.push(value);
  return values;
}

/** As a person would have it who has installed the package. */
async function runProgram(source: string) {
  const folder = join(community.folder, 'program');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(projectDir, join(folder, 'node_modules/common-hours'), 'dir');
  writeFileSync(join(folder, 'program.mjs'), source);
  const env = { ...process.env, XDG_DATA_HOME: community.folder };
  const child = spawn(process.execPath, [join(folder, 'program.mjs')], { stdio: 'pipe', env });
  let [said, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said, complaint };
}

test.runIf(process.platform === 'linux')(
  'the program in the README does what it says',
  async () => {
    const readme = readFileSync(join(projectDir, 'README.md'), 'utf8');
    const [, source = ''] = /```js\n(.*?)```/s.exec(readme) ?? [];
    expect(
      source
        .trim()
        .split('\n')
        .filter((line) => line !== ''),
    ).toHaveLength(5);
    expect(await runProgram(source)).toEqual({ code: 0, said: '4\n9\n16\n', complaint: '' });
    const [job] = (await alice.json('job list')).jobs;
    expect(job).toMatchObject({ name: 'square', state: 'done', slices: { total: 3, verified: 3 } });
  },
);

test('results come in the order of the inputs, as the values that they are', async () => {
  const inputs = [[1, 2], 'text', null, { deep: { list: [] } }, 0.1, true];
  const same = (input: unknown) => input;
  expect(await all(hours.map(same, inputs, cheap))).toEqual(inputs);
});

test('bytes go in and come back as bytes, and the source of a module does, too', async () => {
  const source = 'export default (input, { bytes }) => bytes.map((byte) => 255 - byte);';
  const bytes = await hours.run<Uint8Array, Uint8Array>(source, new Uint8Array([0, 1, 254]), cheap);
  expect([...bytes]).toEqual([255, 254, 1]);
});

test('a program of WebAssembly takes arguments', async () => {
  const module = readFileSync(join(projectDir, 'workers/programs/prime-count.wasm'));
  expect(await hours.run(module, new Uint8Array(), { ...cheap, args: ['0', '100'] })).toBe(25);
});

test('a program says who may run its job, by name or as all whom one knows', async () => {
  const same = (input: unknown) => input;
  expect(await all(hours.map(same, [7], { ...cheap, only: ['Bob'] }))).toEqual([7]);
  expect(await all(hours.map(same, [8], { ...cheap, known: true }))).toEqual([8]);
  const [known, chosen] = (await alice.json('job list')).jobs;
  expect(chosen?.audience).toHaveLength(1);
  expect(known?.audience).toContain(chosen?.audience?.[0]);
  await expect(all(hours.map(same, [9], { ...cheap, only: ['Mallory'] }))).rejects.toMatchObject({
    name: 'unknown_person',
    message: expect.stringContaining('“Mallory”') as string,
  });
});

test('a function that throws is told with its line, after the results before it', async () => {
  const source = `export default function picky(number) {
    if (number === 2) throw new Error('two is too much');
    return number;
  }`;
  const results: unknown[] = [];
  const told = (async () => {
    for await (const result of hours.map(source, [1, 2], cheap)) results.push(result);
  })();
  await expect(told).rejects.toMatchObject({ line: 2, slice: 1 });
  await expect(told).rejects.toThrow(/two is too much/);
  expect(results).toEqual([1]);
});

test('a source that cannot be read is not sent', async () => {
  const before = (await alice.json('job list')).total;
  const told = hours.run('export default (number) => {\n  return number *;\n};', 1, cheap);
  await expect(told).rejects.toMatchObject({ name: 'bad_source', line: 2, column: 18 });
  await expect(hours.run('export default 1', 1, { ceiling: Number.NaN })).rejects.toMatchObject({
    name: 'bad_ceiling',
  });
  expect((await alice.json('job list')).total).toBe(before);
});

test('what cannot be sent is refused with a sentence, and its place', async () => {
  const before = (await alice.json('job list')).total;
  const same = (input: unknown) => input;
  const ring: unknown[] = [];
  ring.push(ring);
  const refusals: [() => AsyncIterable<unknown>, Record<string, unknown>][] = [
    [() => hours.map(same, [1, 2n], cheap), { name: 'bad_input', slice: 1 }],
    [() => hours.map(same, [same], cheap), { name: 'bad_input', slice: 0 }],
    [() => hours.map(same, [ring], cheap), { name: 'bad_input', slice: 0 }],
    [() => hours.map(Math.abs, [1], cheap), { name: 'bad_source' }],
    [() => hours.map(same.bind(null), [1], cheap), { name: 'bad_source' }],
    [() => hours.map(same, [1], { ...cheap, copies: 4 as 3 }), { name: 'bad_certainty' }],
    [() => hours.map(same, [1], undefined as unknown as MapOptions), { name: 'bad_ceiling' }],
  ];
  for (const [send, refusal] of refusals) {
    const told = all(send());
    await expect(told).rejects.toBeInstanceOf(HoursError);
    await expect(told).rejects.toMatchObject(refusal);
  }
  expect((await alice.json('job list')).total).toBe(before);
});

test('leaving the loop cancels what is not done', async () => {
  const slow = (number: number) => {
    if (number > 0) for (;;);
    return number;
  };
  // A core that the job before has not left yet would put both slices in one line, behind the endless one.
  await community.meet();
  for await (const result of hours.map(slow, [0, 1], cheap)) {
    expect(result).toBe(0);
    break;
  }
  const [job] = (await alice.json('job list')).jobs;
  expect(job).toMatchObject({ name: 'slow', state: 'cancelled', slices: { done: 1, stopped: 1 } });
});

test('without a node the sentence says how to start one', async () => {
  const told = connect({ data: join(community.folder, 'nobody') });
  await expect(told).rejects.toMatchObject({ name: 'no_node' });
  await expect(told).rejects.toThrow(/start one with/);
});
