import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { inflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { BalanceView, EntryView } from '../../shared/api/contract.ts';
import { hexToBytes } from '../../shared/base/bytes.ts';
import { receiptHash } from '../../shared/ledger/receipt.ts';
import type { OnWire } from '../support/command-json.ts';
import { launcher, runCommand } from '../support/nodes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type MemberHours = OnWire<BalanceView & { receipts: EntryView[] }> & {
  readonly name: string;
  readonly member: string;
};

interface DemoJson {
  readonly picture: string;
  readonly page: string | null;
  readonly community: string;
  readonly results: readonly { readonly title: string; readonly receipts: readonly string[] }[];
  readonly hours: readonly MemberHours[];
}

/** Its folder is removed with the test. */
function readDemo(text: string): DemoJson {
  const demo = JSON.parse(text) as DemoJson;
  onTestFinished(() => rmSync(dirname(demo.picture), { recursive: true, force: true }));
  return demo;
}

async function playOnce(): Promise<DemoJson> {
  const { code, text, stderr } = await runCommand(['demo', '--once', '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return readDemo(text);
}

/** The message of a receipt as both must have signed it, put together again from what is shown. */
function digestOf(entry: OnWire<EntryView>, member: string, community: string): Uint8Array {
  const isGiven = entry.direction === 'given';
  const body = {
    community: hexToBytes(community),
    supplier: hexToBytes(isGiven ? member : entry.with.id),
    consumer: hexToBytes(isGiven ? entry.with.id : member),
    job: hexToBytes(entry.job),
    slice: hexToBytes(entry.slice),
    resultHash: hexToBytes(entry.resultHash),
    nonce: hexToBytes(entry.nonce),
    cpuMicroseconds: entry.cpuMicroseconds,
    ratingMilli: entry.ratingMilli,
    workCount: entry.workCount,
    femtosecondsPerUnit: entry.femtosecondsPerUnit,
    microCpuHours: BigInt(entry.microCpuHours),
    epoch: entry.epoch,
  };
  return receiptHash(body, cryptography.hash);
}

function expectHoursThatAddUp({ hours, community, results }: DemoJson): void {
  expect(hours.map(({ name }) => name)).toEqual(['Ada', 'Ben', 'Chloe']);
  for (const { member, receipts } of hours) {
    for (const entry of receipts) {
      const digest = digestOf(entry, member, community);
      const [supplier, consumer] =
        entry.direction === 'given' ? [member, entry.with.id] : [entry.with.id, member];
      const { verify } = cryptography;
      expect(Buffer.from(digest).toString('hex')).toBe(entry.receipt);
      expect(verify(digest, hexToBytes(entry.supplierSignature), hexToBytes(supplier))).toBe(true);
      expect(verify(digest, hexToBytes(entry.consumerSignature), hexToBytes(consumer))).toBe(true);
    }
  }
  const [ada, ...lenders] = hours.map(({ receipts }) => receipts.map(({ receipt }) => receipt));
  expect(ada).toHaveLength(4);
  expect(ada?.toSorted()).toEqual(results.flatMap((each) => each.receipts).toSorted());
  expect(lenders.flat().sort()).toEqual(ada?.toSorted());
  expect(hours.reduce((sum, { difference }) => sum + BigInt(difference), 0n)).toBe(0n);
  expect(BigInt(hours[0]?.used ?? 0)).toBeGreaterThan(0n);
}

/** Width, height and the bytes of all pixel rows of a PNG file. */
function readPicture(path: string): { width: number; height: number; rows: number } {
  const png = readFileSync(path);
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(data)).length;
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), rows };
}

/** Processes whose command line names the folder; null where the system does not tell. */
function processesOf(folder: string): readonly string[] | null {
  if (process.platform !== 'linux') return null;
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

function expectNothingLeftBut(picture: string): void {
  const folder = dirname(picture);
  expect(readdirSync(folder)).toEqual(['mandelbrot.png']);
  expect(processesOf(folder) ?? []).toEqual([]);
}

test('two demos at the same time both show the loop, and leave only their pictures', async () => {
  const demos = await Promise.all([playOnce(), playOnce()]);
  for (const demo of demos) {
    expectHoursThatAddUp(demo);
    expect(demo.page).toBeNull();
    expect(readPicture(demo.picture)).toEqual({ width: 960, height: 640, rows: 2881 * 640 });
    expectNothingLeftBut(demo.picture);
  }
  expect(demos[0]?.community).not.toBe(demos[1]?.community);
});

test('without --once the page is served until Ctrl-C, and nothing runs on after it', async () => {
  const child = spawn(process.execPath, [launcher, 'demo', '--json'], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const demo = readDemo(line.toString());
  const redirect = await fetch(demo.page ?? '', { redirect: 'manual' });
  const cookie = redirect.headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await fetch(new URL('/', demo.page ?? ''), { headers: { cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/<html/);
  child.kill('SIGINT');
  expect((await exited)[0]).toBe(0);
  expectNothingLeftBut(demo.picture);
});

test('a demo that is killed while its nodes work takes them with it', async () => {
  const place = temporaryFolder();
  const env = { ...process.env, TMPDIR: place, TEMP: place };
  const child = spawn(process.execPath, [launcher, 'demo'], { stdio: 'pipe', env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('They have found each other.')) break;
  }
  expect(processesOf(place)?.length ?? 3).toBeGreaterThanOrEqual(3);
  child.kill('SIGKILL');
  await expect.poll(() => processesOf(place) ?? []).toEqual([]);
});

test('a demo that is interrupted before its end says so and leaves nothing behind', async () => {
  const place = temporaryFolder();
  const env = { ...process.env, TMPDIR: place, TEMP: place };
  const child = spawn(process.execPath, [launcher, 'demo'], { stdio: 'pipe', env });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(1);
  expect(complaint).toBe('The demo was interrupted before its end.\n');
  expect(readdirSync(place)).toEqual([]);
  expect(processesOf(place) ?? []).toEqual([]);
});
