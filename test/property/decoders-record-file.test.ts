/** A record in a file that was changed is refused, or found false; never taken for what was certified. */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditFile } from '../../main/headless/commands/audit-file.ts';
import { base64ToBytes, bytesToBase64 } from '../../shared/base/bytes.ts';
import { bend } from '../support/decoder-fuzz/bend.ts';
import { bytesOf, textOf } from '../support/decoder-fuzz/decoder.ts';
import { createChance } from '../support/engine-world/chance.ts';
import type { Chance } from '../support/engine-world/chance.ts';
import { sampleRecordFile } from '../support/record-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 150);
const { lines, stateRoots } = sampleRecordFile();
const whole = lines.join('\n');

async function audited(bytes: Uint8Array) {
  const file = join(temporaryFolder(), 'record');
  fs.writeFileSync(file, bytes);
  return auditFile(file, () => undefined);
}

test('a record in a file that nobody changed has no fault', async () => {
  const report = await audited(bytesOf(whole));
  const found = { height: 3, records: 4, stateRoot: stateRoots[2], fault: null };
  expect(report).toMatchObject({ ok: true, value: found });
});

test(`a record in a file that was changed is never another one that was certified [seed ${seed}]`, async () => {
  const chance = createChance(seed);
  let [refused, faulty] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const bent = bentFile(chance);
    const report = await audited(bent);
    if (!report.ok) refused += 1;
    else if (report.value.fault !== null) faulty += 1;
    else {
      // It may end earlier; as far as it goes it is what was certified.
      const { height, stateRoot } = report.value;
      if (height > 0) expect(stateRoot, textOf(bent)).toBe(stateRoots[height - 1]);
    }
  }
  expect({ refused: refused > 0, faulty: faulty > 0 }).toEqual({ refused: true, faulty: true });
});

test('a line that never ends is not read to its end', async () => {
  const file = join(temporaryFolder(), 'record');
  fs.writeFileSync(file, '');
  fs.truncateSync(file, 2 ** 28 + 2 ** 20); // without a byte on the disk
  expect(await auditFile(file, () => undefined)).toMatchObject({
    ok: false,
    error: { name: 'malformed_input' },
  });
});

/** The text of the file bent, or the bytes in one of its fields. */
function bentFile(chance: Chance): Uint8Array {
  if (chance.next() < 0.2) return bend([bytesOf(whole)], chance);
  const at = chance.whole(0, lines.length - 1);
  const line = lines[at] ?? '';
  if (chance.next() < 0.3) return withLine(at, textOf(bend([bytesOf(line)], chance)));
  const fields = [...line.matchAll(/[\w-]{40,}/g)];
  const { index, 0: field } = chance.one(fields);
  const other = bytesToBase64(bend([base64ToBytes(field)], chance));
  return withLine(at, line.slice(0, index) + other + line.slice(index + field.length));
}

function withLine(at: number, line: string): Uint8Array {
  return bytesOf(lines.map((each, index) => (index === at ? line : each)).join('\n'));
}
