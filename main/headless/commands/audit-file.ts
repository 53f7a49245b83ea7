/** The record of a community as a file (shared/api/record-file.ts), and its audit: nothing in it is believed. */
import * as fs from 'node:fs';
import * as v from 'valibot';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { readRecordFile, recordFileFormat } from '../../../shared/api/record-file.ts';
import type { RecordFileWritten } from '../../../shared/api/record-file.ts';
import { bytes, count } from '../../../shared/base/fields.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { checkGenesis } from '../../../shared/ledger/check-genesis.ts';
import type { CheckedGenesis } from '../../../shared/ledger/check-genesis.ts';
import { decodeRecord } from '../../../shared/ledger/check-record.ts';
import { cryptography } from '../../adapters/cryptography.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import { auditRecord } from '../../engine/record/audit.ts';
import type { AuditStore } from '../../engine/record/audit.ts';
import { createReader } from '../../engine/record/reader.ts';
import type { NodeConnection } from '../connect.ts';
import { makeFile, reasonOf } from './files.ts';

/** As long as a line may be: the largest set that is ever certified fits. */
const lineBytesMax = 2 ** 28;
const newline = 0x0a;
const fileBytesMax = 2 ** 30;

const Head = v.strictObject({ format: v.literal(recordFileFormat), genesis: bytes(8_192) });
const Height = v.strictObject({
  height: count,
  value: bytes(4_096),
  certificate: bytes(65_536),
  records: v.array(bytes(4_096)),
});
type HeightLine = v.InferOutput<typeof Height>;

/** Writes the record of a community as this node has it. Nothing is written over. */
export function writeRecordFile(
  client: NodeConnection['client'],
  { id: community, health }: CommunityView,
  file: string,
): Promise<Result<RecordFileWritten, Refusal>> {
  const source = { link: client.communities.link, export: client.records.export };
  return makeFile(file, (descriptor) =>
    readRecordFile(source, community, health.height, (line) => {
      fs.writeSync(descriptor, line);
      return true;
    }),
  );
}

export interface FileAudit {
  readonly community: string;
  readonly name: string;
  readonly height: number;
  readonly records: number;
  readonly stateRoot: string;
  readonly fault: { readonly height: number; readonly detail: string } | null;
}

/** Computes the record in a file again. A file that is none is refused; one that is false has a fault. */
export async function auditFile(
  file: string,
  onProgress: (height: number) => void,
): Promise<Result<FileAudit, Refusal>> {
  const read = await readFile(file);
  if (!read.ok) return read;
  const { genesis, heights } = read.value;
  const store = storeOf(heights, genesis.community);
  const reader = createReader(genesis.community, cryptography, null, systemClock);
  const ports = { clock: systemClock, cryptography, store, genesis, reader };
  const report = await auditRecord(ports, 1, ({ height }) => onProgress(height));
  return ok({
    community: bytesToHex(genesis.community),
    name: genesis.genesis.name,
    height: report.toHeight,
    records: report.records,
    stateRoot: bytesToHex(report.stateRoot),
    fault: report.fault,
  });
}

function storeOf(heights: readonly HeightLine[], community: Uint8Array): AuditStore {
  const idOf = (record: Uint8Array) => {
    const decoded = decodeRecord(record, community, cryptography.hash);
    return decoded.ok ? decoded.value.record.id : cryptography.hash(record);
  };
  const byId = new Map(
    heights.flatMap(({ records }) =>
      records.map((each) => [bytesToHex(idOf(each)), each] as const),
    ),
  );
  const at = (height: number) => heights[height - 1] ?? null;
  return {
    lastHeight: () => heights.length,
    epoch(height) {
      const found = at(height);
      return found === null ? null : { ...found, report: null };
    },
    idsOf: (height) => at(height)?.records.map(idOf) ?? null,
    bytesOf: (id) => byId.get(bytesToHex(id)) ?? null,
    snapshot: () => null,
  };
}

async function readFile(
  file: string,
): Promise<Result<{ genesis: CheckedGenesis; heights: readonly HeightLine[] }, Refusal>> {
  let genesis: CheckedGenesis | null = null;
  const heights: HeightLine[] = [];
  try {
    if (fs.statSync(file).size > fileBytesMax) {
      return refuse('too_large', `${file} is larger than 1 GiB, the most that is read.`);
    }
    for await (const line of linesOf(file)) {
      const value: unknown = line === null ? null : parsed(line);
      if (genesis === null) {
        const head = v.safeParse(Head, value);
        if (!head.success) return notOne(file);
        const checked = checkGenesis(head.output.genesis, cryptography);
        if (!checked.ok) return checked;
        genesis = checked.value;
      } else {
        const height = v.safeParse(Height, value);
        if (!height.success || height.output.height !== heights.length + 1) return notWhole(file);
        heights.push(height.output);
      }
    }
  } catch (cause) {
    return refuse('unreadable', `The file ${file} cannot be read: ${reasonOf(cause)}.`);
  }
  return genesis === null ? notOne(file) : ok({ genesis, heights });
}

/** Line by line; null stands for one that is too long, which is never held whole, and ends the reading. */
async function* linesOf(file: string): AsyncGenerator<string | null> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of fs.createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      yield Buffer.concat([...held, chunk.subarray(from, end)]).toString();
      [held, heldBytes, from] = [[], 0, end + 1];
    }
    held.push(chunk.subarray(from));
    heldBytes += chunk.length - from;
    if (heldBytes > lineBytesMax) {
      yield null;
      return;
    }
  }
  if (heldBytes > 0) yield Buffer.concat(held).toString();
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function notOne(file: string) {
  const detail = `${file} is no record of a community: make one with audit --export FILE.`;
  return refuse('malformed_input', detail);
}

function notWhole(file: string) {
  return refuse('malformed_input', `${file} is not whole: use another copy of it.`);
}
