/** People who ask and lend with nothing above the errands, in a world of virtual time. */
import { bytesToHex } from '../../shared/base/bytes.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createChance } from './engine-world/chance.ts';
import { createNetwork } from './engine-world/network.ts';
import type { NetworkOptions } from './engine-world/network.ts';
import { createVirtualTime } from './engine-world/time.ts';
import { createMember } from './errand-world/member.ts';
import type { ErrandMember, Place } from './errand-world/member.ts';

export interface ErrandWorld extends Place {
  readonly people: readonly ErrandMember[];
}

type Setup<Name extends string> = { readonly world: ErrandWorld } & {
  readonly [Each in Name]: ErrandMember;
};

/** People who are not up yet. */
export function errandWorld<const Name extends string>(
  options: Partial<NetworkOptions> & { readonly seed?: number },
  ...names: readonly Name[]
): Setup<Name> {
  const time = createVirtualTime();
  const chance = createChance(options.seed ?? 1);
  const usual: NetworkOptions = { delayMs: [5, 5], noticeMs: [500, 500], lastFramesArrive: true };
  const place = { time, chance, network: createNetwork(time, chance, { ...usual, ...options }) };
  const people = names.map((name) => createMember(name, place));
  const byName = Object.fromEntries(people.map((person) => [person.name, person]));
  return {
    world: { ...place, people },
    ...(byName as { readonly [Each in Name]: ErrandMember }),
  };
}

/** Slices that are done, each with the receipt that was paid for it. */
export function doneOf({ disk }: ErrandMember): readonly { slice: number; receipt: string }[] {
  return [...disk.works.slices].map(([key, { state }]) => ({
    slice: Number(key.split(' ')[0]),
    receipt: state.split(' ')[0] ?? '',
  }));
}

/** Everything that is wrong in the end, as sentences. Everybody is up and nothing is under way. */
export function auditErrands(asker: ErrandMember, people: readonly ErrandMember[]): string[] {
  const wrong: string[] = [];
  const { slices, copies, inputOf } = asker.wants;
  const done = doneOf(asker);
  for (let slice = 0; slice < slices; slice += 1) {
    const times = done.filter((each) => each.slice === slice).length;
    if (times !== copies) wrong.push(`slice ${slice} is done ${times} times`);
  }
  for (const [key, { blobs }] of asker.disk.works.slices) {
    const slice = Number(key.split(' ')[0]);
    const right = bytesToHex(inputOf(slice).toReversed());
    if (bytesToHex(blobs['result'] ?? new Uint8Array(0)) !== right)
      wrong.push(`slice ${slice} has a wrong result`);
  }
  const receipts = asker.disk.receipts.map(({ id }) => id);
  if (new Set(receipts).size !== receipts.length) wrong.push('a receipt is kept twice');
  for (const id of receipts) {
    if (!done.some(({ receipt }) => receipt === id)) wrong.push(`a receipt pays for nothing`);
  }
  if (receipts.length !== done.length)
    wrong.push(`${receipts.length} receipts, ${done.length} done`);
  const given = people.flatMap(({ lenderDisk }) => [...lenderDisk.receipts.values()]);
  if (given.length !== receipts.length)
    wrong.push(`${given.length} receipts given, ${receipts.length} used`);
  const bySlice = new Map<string, string>();
  for (const body of given) {
    const key = `${bytesToHex(body.slice)} ${bytesToHex(body.supplier)}`;
    if (copies > 1 && bySlice.has(key)) wrong.push('one member was paid twice for a slice');
    bySlice.set(key, bytesToHex(cryptography.hash(body.nonce)));
  }
  const open = people.reduce((sum, { lenderDisk }) => sum + lenderDisk.kept.size, 0);
  if (open > 0) wrong.push(`${open} answers wait for a word`);
  const left = asker.disk.works.errands.size;
  if (left > 0) wrong.push(`${left} errands are left over`);
  for (const { name, refused } of people)
    for (const reason of refused) wrong.push(`${name} ended a connection: ${reason}`);
  return wrong;
}
