import { expect, test } from 'vitest';
import { createRecordProcessHost } from '../../main/desktop/record-process-host.ts';
import { isAlive } from '../support/processes.ts';
import { createRecordWorld, eventually, valueOf } from '../support/record-processes.ts';

test('on the desktop the record has a process that Electron starts, and starts again', async () => {
  const world = await createRecordWorld();
  const alice = world.start('alice', { host: createRecordProcessHost() });
  const created = await alice.client.communities.create({
    ...{ name: 'The allotment', memberName: 'Alice', founders: [], witnesses: 1 as const },
    parameters: [],
  });
  const { community } = valueOf(created);
  const first = alice.record.pid() ?? 0;
  process.kill(first, 'SIGKILL');
  await eventually(() => expect(alice.record.state()).toMatchObject({ phase: 'up', ends: 1 }));
  await eventually(() => expect(alice.community().id).toBe(community));
  const second = alice.record.pid() ?? 0;
  await alice.record.close();
  expect([first, second].map(isAlive)).toEqual([false, false]);
});
