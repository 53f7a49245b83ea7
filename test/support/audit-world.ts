/** What must hold over all people of a world, by their records alone: an account of its own beside the engines'. */
import { bytesToHex } from '../../shared/base/bytes.ts';
import { checkReceipt } from '../../shared/ledger/check-receipt.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { groupIdOf } from '../../main/engine/open-group.ts';
import { communityCode } from './engine-world.ts';
import type { Person } from './engine-world.ts';

/** Everything that is wrong, as sentences; none when all is well. Everybody must be up. */
export function audit(people: readonly Person[], community = openGroupId): string[] {
  return [
    ...auditRecords(people, community),
    ...people.flatMap(auditStatement),
    ...people.flatMap(auditJobs),
  ];
}

const openGroupId = groupIdOf(communityCode, cryptography.hash);

export function auditRecords(
  people: readonly Person[],
  community: Uint8Array = openGroupId,
): string[] {
  const wrong: string[] = [];
  const byId = new Map(people.map((person) => [person.id, person]));
  const idByNonce = new Map<string, string>();
  const idBySlice = new Map<string, string>();
  for (const holder of people) {
    for (const { id, receipt } of holder.disk.receipts) {
      const { body } = receipt;
      const checked = checkReceipt(receipt, community, cryptography);
      if (!checked.ok) wrong.push(`${holder.name} keeps a bad receipt: ${checked.error.name}`);
      const parties = [body.supplier, body.consumer].map((key) => byId.get(bytesToHex(key)));
      for (const party of parties) {
        const copies = party?.disk.receipts.filter((each) => each.id === id).length;
        if (copies !== 1) wrong.push(`${party?.name} holds ${copies} copies of ${id.slice(0, 6)}`);
      }
      once(idByNonce, `${bytesToHex(body.consumer)} ${bytesToHex(body.nonce)}`, id, 'nonce');
      // Several people may answer a slice, each of them once.
      const slice = [body.job, body.slice, body.supplier].map(bytesToHex).join(' ');
      once(idBySlice, slice, id, 'slice of one person');
    }
  }
  function once(seen: Map<string, string>, key: string, id: string, what: string): void {
    if ((seen.get(key) ?? id) !== id) wrong.push(`one ${what} has two receipts`);
    seen.set(key, id);
  }
  return wrong;
}

function auditStatement(person: Person): string[] {
  let [given, used] = [0n, 0n];
  for (const { receipt } of person.disk.receipts) {
    const { supplier, microCpuHours } = receipt.body;
    if (bytesToHex(supplier) === person.id) given += microCpuHours;
    else used += microCpuHours;
  }
  const { total, receipts } = person.statement();
  const isRight =
    total.given === given && total.used === used && receipts === person.disk.receipts.length;
  return isRight ? [] : [`${person.name}’s statement is not the sum of the receipts`];
}

function auditJobs(person: Person): string[] {
  return person.jobs().flatMap(({ id, state, reason, answers, result, cost, ceiling }) => {
    const paid = person.disk.receipts.filter((each) => bytesToHex(each.receipt.body.job) === id);
    const wrong: string[] = [];
    const named = answers.flatMap(({ receipt }) => receipt ?? []);
    if (
      named.toSorted().join() !==
      paid
        .map((each) => each.id)
        .toSorted()
        .join()
    )
      wrong.push(`a job names ${named.length} receipts, and ${paid.length} are kept`);
    const sum = paid.reduce((all, { receipt: { body } }) => all + body.microCpuHours, 0n);
    if (cost !== sum) wrong.push(`a job says that it cost ${cost}, and its receipts say ${sum}`);
    if (cost > ceiling) wrong.push('a job cost more than its ceiling');
    if (state === 'done') {
      const isPaidFor = paid.some(
        (each) => bytesToHex(each.receipt.body.resultHash) === result?.hash,
      );
      // What everybody there failed to run is run by this computer, which nobody is paid for.
      const isOwn = answers.some(({ here, resultHash }) => here && resultHash === result?.hash);
      if (!isPaidFor && !isOwn) wrong.push('a job is done with a result that no receipt names');
    } else if (paid.length > 0) wrong.push(`a job is ${state} and paid`);
    if (reason === '') wrong.push(`a job is ${state} and does not say why`);
    return wrong.map((sentence) => `${person.name}: ${sentence}`);
  });
}
