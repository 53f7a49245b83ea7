import type { EntryView } from '../../../shared/api/contract.ts';
import { toWire } from '../../../shared/base/fields.ts';

const columns = [
  'kept_at',
  'direction',
  'person_key',
  'person_name',
  'cpu_microseconds',
  'rating_milli',
  'work_count',
  'femtoseconds_per_unit',
  'micro_cpu_hours',
  'epoch',
  'job',
  'slice',
  'result_hash',
  'nonce',
  'receipt',
  'supplier_signature',
  'consumer_signature',
] as const;

/** Spreadsheets read a file without it as text of an older encoding, in which names are garbled. */
const byteOrderMark = '\uFEFF';

/** The statement as a table: one receipt a row, amounts in whole millionths of a CPU-hour. */
export function entriesToCsv(entries: readonly EntryView[]): string {
  const rows = entries.map((entry) => [
    new Date(entry.keptAtMs).toISOString(),
    entry.direction,
    entry.with.id,
    entry.with.name ?? '',
    String(entry.cpuMicroseconds),
    String(entry.ratingMilli),
    String(entry.workCount),
    String(entry.femtosecondsPerUnit),
    entry.microCpuHours.toString(),
    String(entry.epoch),
    entry.job,
    entry.slice,
    entry.resultHash,
    entry.nonce,
    entry.receipt,
    entry.supplierSignature,
    entry.consumerSignature,
  ]);
  const lines = [columns, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`);
  return byteOrderMark + lines.join('');
}

/** The statement as the node tells it; integers of any size are decimal strings. */
export function entriesToJson(entries: readonly EntryView[]): string {
  return `${JSON.stringify({ entries: toWire(entries) }, null, 2)}\n`;
}

/** Quoted where it must be. A name that a spreadsheet would take for a formula is made plain text. */
function csvField(value: string): string {
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
