/** The command line's end of the link to the node that runs on a data folder. */
import { resolve } from 'node:path';
import { contract } from '../../shared/api/contract.ts';
import { createClient } from '../../shared/api/client.ts';
import type { Client, ClientTopic } from '../../shared/api/client.ts';
import { err, ok } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { openWebSocketLink } from '../links/websocket-link.ts';
import { readNodeFile } from '../local-server/node-file.ts';
import type { NodeFile } from '../local-server/node-file.ts';

export interface NodeConnection {
  readonly client: Client<typeof contract>;
  readonly node: NodeFile;
  close(): void;
}

/** Connects to the node of a data folder, or says that there is none. */
export async function connectTo(dataFolder: string): Promise<Result<NodeConnection, Refusal>> {
  const node = readNodeFile(resolve(dataFolder));
  if (!node.ok) return node;
  const link = await openWebSocketLink(node.value);
  if (!link.ok) return link;
  return ok({
    client: createClient(contract, link.value),
    node: node.value,
    close: () => {
      link.value.close();
    },
  });
}

/** The present value of a topic. */
export function present<Value>(topic: ClientTopic<Value>): Promise<Result<Value, Refusal>> {
  return until(topic, (value) => value);
}

/** The first value of which `choose` makes something other than null. */
export function until<Value, Chosen>(
  topic: ClientTopic<Value>,
  choose: (value: Value) => Chosen | null,
): Promise<Result<Chosen, Refusal>> {
  return new Promise((resolve) => {
    let stop = () => undefined as void;
    let isDone = false;
    const finish = (result: Result<Chosen, Refusal>) => {
      isDone = true;
      stop();
      resolve(result);
    };
    stop = topic.subscribe(
      (value) => {
        const chosen = isDone ? null : choose(value);
        if (chosen !== null) finish(ok(chosen));
      },
      (end) => {
        if (!isDone) finish(err(end));
      },
    );
    if (isDone) stop();
  });
}
