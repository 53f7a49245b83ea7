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
  const { status } = node.value.engine.handlers.node;
  const { state } = node.value.engine.handlers.lending;
  status.subscribe(({ me, community }) => {
    expect([me.name, community.code]).toEqual(['Alice', 'our street']);
  })();
  state.subscribe(({ on }) => {
    expect(on).toBe(true);
  })();
  await node.value.close();
});
