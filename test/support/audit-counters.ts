/** What must hold between receipts and the shared record once everything is quiet, by receipts and counters alone. */
import { bytesToHex } from '../../shared/base/bytes.ts';
import { merkleRoot } from '../../shared/ledger/merkle.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { KeptReceipt } from '../../main/engine/ports.ts';
import { parseSeries } from '../../main/engine/ledger/counters/series.ts';
import type { Person } from './engine-world.ts';
import type { SharedRecord } from './engine-world/shared-record.ts';

/** Everything that is wrong, as sentences. Everything must be certified by now. */
export function auditCounters(people: readonly Person[], record: SharedRecord): string[] {
  return [
    ...auditTwins(record),
    ...people.flatMap((person) => auditSums(person, record)),
    ...people.flatMap((person) => auditAccount(person, record)),
    ...people.flatMap(auditFinality),
  ];
}

const seriesOf = ({ supplier, consumer, epoch }: CounterBody) =>
  `${bytesToHex(supplier)} ${bytesToHex(consumer)} ${epoch}`;

/** No two counters of one sequence number, ever: both sides would have signed both. */
function auditTwins(record: SharedRecord): string[] {
  const places = record.counters().map((body) => `${seriesOf(body)} ${body.sequence}`);
  return places.length === new Set(places).size ? [] : ['two counters have one sequence number'];
}

/** The last counter of each series says what its receipts come to, and stands on all of them. */
function auditSums(person: Person, record: SharedRecord): string[] {
  const own = bytesToHex(person.keys.device.publicKey);
  const nameOf = ({ device, receipt: { body } }: KeptReceipt) => {
    const pair = [own, bytesToHex(device)];
    if (bytesToHex(body.supplier) !== person.id) pair.reverse();
    return `${pair.join(' ')} ${body.epoch}`;
  };
  const receipts = Map.groupBy(person.disk.receipts, nameOf);
  const counters = Map.groupBy(record.counters(), seriesOf);
  return [...receipts].flatMap(([name, kept]) => {
    const last = counters.get(name)?.reduce((a, b) => (a.sequence > b.sequence ? a : b));
    if (last === undefined) return [`${person.name}: ${kept.length} receipts are not counted`];
    const sum = kept.reduce((total, { receipt }) => total + receipt.body.microCpuHours, 0n);
    const isRight = last.count === kept.length && last.quantity === sum && hasItsRoot(person, last);
    return isRight ? [] : [`${person.name}: a counter is not the sum of its receipts`];
  });
}

function hasItsRoot({ disk }: Person, { root, ...body }: CounterBody): boolean {
  for (const [key, { state, blobs }] of disk.works.counters) {
    const series = parseSeries(key, state, (name) => blobs[name] ?? null);
    if (series === null) return false;
    if (series.last === null || seriesOf(series.last.body) !== seriesOf({ root, ...body }))
      continue;
    const known = new Set(disk.receipts.map((each) => each.id));
    const areHeld = series.receipts.every((each) => known.has(bytesToHex(each)));
    const own = merkleRoot(series.receipts, cryptography.hash);
    return areHeld && bytesToHex(own) === bytesToHex(root);
  }
  return false;
}

/** What a member has, has promised and owes is what it gave less what it used. */
function auditAccount(person: Person, record: SharedRecord): string[] {
  const state = record.state();
  const { balance, promise } = accountOf(state, person.id, 0);
  let net = balance - promise;
  for (const { debtor, creditor, quantity } of state.books[0].settled.owed) {
    if (debtor === person.id) net -= quantity;
    if (creditor === person.id) net += quantity;
  }
  const { given, used } = person.statement().total;
  return net === given - used ? [] : [`${person.name} has ${net} and not ${given - used}`];
}

function auditFinality(person: Person): string[] {
  const open = person.statement().newest.filter(({ finality }) => finality?.state !== 'final');
  return open.map(
    ({ direction, finality }) =>
      `${person.name}: a receipt of hours ${direction} is ${finality?.state}: ${finality?.reason}`,
  );
}
