/** Changes that are committed together, on real files. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import { openWorkStore } from '../../main/adapters/sqlite-work-store.ts';
import { createGroupCommit } from '../../main/engine/group-commit.ts';
import { createVirtualTime } from '../support/engine-world/time.ts';
import { createClock } from '../support/engine-world/clock.ts';
import { createLife } from '../support/engine-world/life.ts';
import { madeDevice, madeReceipt } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function setup() {
  const folder = temporaryFolder();
  const work = openWorkStore(join(folder, 'work.db'));
  const record = openRecord(join(folder, 'record.db'), cryptography);
  if (!work.ok || !record.ok) expect.fail('the stores can be opened');
  onTestFinished(() => {
    work.value.close();
    record.value.close();
  });
  const time = createVirtualTime();
  const life = createLife(null, () => undefined);
  const ports = {
    work: work.value,
    record: record.value,
    commit: null,
    clock: createClock(time, life, time.now),
  };
  return { ...ports, time, group: createGroupCommit(ports) };
}

test('what follows from a change happens after it is on the disk, in the order of the changes', async () => {
  const { work, record, time, group } = setup();
  const seen: string[] = [];
  for (const number of [1, 2, 3]) {
    group.write(
      () => {
        record.append(madeReceipt(number), number, madeDevice);
        work.put('errands', String(number), '{}', { result: new Uint8Array(number) });
      },
      () => {
        const states = [...work.states('errands')].length;
        seen.push(`${String(number)}: ${String(states)} and ${String([...record.all()].length)}`);
      },
    );
  }
  expect([...record.all()]).toEqual([]);
  await time.pass(0);
  expect(seen).toEqual(['1: 3 and 3', '2: 3 and 3', '3: 3 and 3']);
});

test('what is written while others are followed up belongs to the next group', async () => {
  const { work, time, group } = setup();
  const put = (key: string) => () => {
    work.put('errands', key, '{}');
  };
  group.write(put('a'), () => {
    group.write(put('b'));
    expect([...work.states('errands')]).toHaveLength(1);
  });
  await time.pass(0);
  expect([...work.states('errands')]).toHaveLength(2);
});

test('what is written within a change belongs to its group, and what is to be last stands behind it', () => {
  const { group } = setup();
  const made: string[] = [];
  const followed: string[] = [];
  const change = (name: string, more: () => void = () => undefined) =>
    [
      () => {
        made.push(name);
        more();
      },
      () => {
        followed.push(name);
      },
    ] as const;
  group.writeLast(...change('last'));
  group.write(
    ...change('first', () => {
      group.write(...change('within'));
      group.writeLast(...change('behind'));
    }),
  );
  group.write(...change('second'));
  group.flush();
  expect(made).toEqual(['first', 'second', 'within', 'last', 'behind']);
  expect(followed).toEqual(made);
});

test('where many changes follow each other they are gathered for longer, and few are not', async () => {
  const { time, group } = setup();
  const made: number[] = [];
  const write = (changes: number) => {
    const atMs = time.now();
    for (let number = 0; number < changes; number += 1)
      group.write(() => {
        if (number === 0) made.push(time.now() - atMs);
      });
  };
  for (const changes of [8, 9, 1, 1]) {
    write(changes);
    await time.pass(changes === 9 ? 5 : 25);
  }
  expect(made).toEqual([0, 0, 15, 0]);
});

test('what has time is written within half a second, and at once by whoever stops', async () => {
  const { time, group } = setup();
  const made: number[] = [];
  for (const ms of [50, 450, 1_000]) {
    group.writeSoon(() => {
      made.push(ms);
    });
    await time.pass(ms);
  }
  expect(made).toEqual([50, 450, 1_000]);
  group.writeSoon(() => {
    made.push(0);
  });
  await time.pass(249);
  expect(made).toHaveLength(3);
  group.flush();
  expect(made.at(-1)).toBe(0);
});

test('a change that fails takes the whole group with it, in both stores', async () => {
  const { work, record, group } = setup();
  group.write(() => {
    work.put('errands', 'a', '{}');
    record.append(madeReceipt(1), 1, madeDevice);
  });
  group.write(() => {
    throw new Error('no room');
  });
  expect(() => {
    group.flush();
  }).toThrow('no room');
  expect([...work.states('errands')]).toEqual([]);
  expect([...record.all()]).toEqual([]);
  await Promise.resolve();
});

test('a removed state is gone with the others of its group', () => {
  const { work, group } = setup();
  work.put('errands', 'a', '{}', { result: new Uint8Array(9) });
  group.write(() => {
    work.remove('errands', 'a');
    work.put('slices', 'a', 'done');
  });
  group.flush();
  expect([...work.states('errands')]).toEqual([]);
  expect(work.blob('errands', 'a', 'result')).toBeNull();
  expect([...work.states('slices')]).toEqual([{ key: 'a', state: 'done' }]);
});
