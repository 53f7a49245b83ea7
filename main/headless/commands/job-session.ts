/** What the commands about jobs share: the link to the node, and the job that somebody means. */
import type { JobView } from '../../../shared/api/contract.ts';
import { refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { connectTo, present } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';

export interface JobOptions {
  readonly data: string;
  readonly json: boolean;
}

export type Client = NodeConnection['client'];

type Action = (client: Client, output: Output) => Promise<Result<number, Refusal>>;

/** Does something with the node of the data folder. Answers the exit code. */
export async function withNode({ data, json }: JobOptions, action: Action): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const done = await action(connection.value.client, output);
  connection.value.close();
  return done.ok ? done.value : output.fail(done.error);
}

/** Does something with a job, by its id or by the beginning of its id where that is enough. */
export function withJob(
  id: string,
  options: JobOptions,
  action: (job: JobView, client: Client, output: Output) => Promise<Result<number, Refusal>>,
): Promise<number> {
  return withNode(options, async (client, output) => {
    const list = await present(client.jobs.list);
    if (!list.ok) return list;
    const found = list.value.jobs.filter((job) => job.id.startsWith(id.toLowerCase()));
    const [job] = found;
    if (job === undefined || id === '')
      return refuse('unknown_job', `There is no job “${id}” here.`);
    if (found.length > 1) {
      return refuse(
        'unknown_job',
        `“${id}” begins the ids of ${String(found.length)} jobs: give more of it.`,
      );
    }
    return action(job, client, output);
  });
}
