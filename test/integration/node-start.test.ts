import { expect, test } from 'vitest';
import { createNode } from '../../main/node.ts';
import { assert } from '../../shared/base/assert.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a node says from its first word on what it was started with', async () => {
  const node = await createNode({
    host: 'headless',
    dataFolder: temporaryFolder(),
    community: 'our street',
    bootstrap: [{ host: '127.0.0.1', port: 9 }],
    httpPort: 0,
    lending: true,
    name: 'Alice',
  });
  assert(node.ok, 'the node starts');
  const { status } = node.value.front.handlers.node;
  const { state } = node.value.front.handlers.lending;
  status.subscribe(({ me, community }) => {
    expect([me.name, community.name]).toEqual(['Alice', 'our street']);
  })();
  state.subscribe(({ on }) => {
    expect(on).toBe(true);
  })();
  await node.value.close();
});
