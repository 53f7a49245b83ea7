import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import type { Neighbour } from '../../main/engine/record/neighbours.ts';
import { createSets } from '../../main/engine/record/sets.ts';
import type { SetsPorts, WantedSet } from '../../main/engine/record/sets.ts';
import { idsRoot } from '../../shared/ledger/merkle.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { counter, found } from '../support/ledger-world.ts';

test('records whose signatures are still being checked are not taken for missing', () => {
  const world = found(['alice', 'bob']);
  const draft = { epoch: 0, quantity: 1_000n };
  const record = counter(world, world.of('alice'), world.of('bob'), draft);
  const root = idsRoot([record.id], cryptography.hash);
  const timers: (() => void)[] = [];
  const examinations: (() => void)[] = [];
  const happened: string[] = [];
  const nothing = (): never => {
    throw new Error('nobody asks for this here');
  };
  const ports = {
    clock: {
      after(_ms: number, action: () => void) {
        timers.push(action);
        return () => undefined;
      },
    },
    hash: cryptography.hash,
    store: { bytesOf: () => null },
    pool: { get: () => null },
    reader: {
      decode: nothing,
      // Threads answer later than the neighbour does.
      checkAll(_batch: readonly Uint8Array[], done: (checked: readonly CheckedRecord[]) => void) {
        examinations.push(() => {
          done([record]);
        });
      },
    },
    fetcher: {
      fetch(_source: Neighbour, _ids: unknown, sink: { came(of: unknown): void; ended(): void }) {
        happened.push('asked');
        sink.came([record.bytes]);
        sink.ended();
        return true;
      },
    },
    turnAway: nothing,
  } as unknown as SetsPorts;
  const sets = createSets(ports);
  sets.know([record.id], root);
  const wanted: WantedSet = {
    ...{ height: 1, root, count: 1, sources: () => [{} as Neighbour] },
    complete: () => happened.push('complete'),
    nowhere: () => happened.push('nowhere'),
  };
  sets.assemble(wanted);
  for (const timer of timers.splice(0)) timer();
  expect(happened).toEqual(['asked']);
  for (const done of examinations) done();
  expect(happened).toEqual(['asked', 'complete']);
});
