/**
 * Common Hours for programs: `import { connect } from 'common-hours/client'`. It speaks to the node that runs on this
 * computer, as the command line does, and needs no key and no address. What it sends are jobs like all others: they
 * stand in the list of jobs, and on the statement.
 */
import { connectTo } from '../headless/connect.ts';
import { defaultDataFolder } from '../adapters/data-folder.ts';
import { hoursError } from './hours-error.ts';
import type { Run } from './inputs.ts';
import type { MapOptions } from './map-options.ts';
import { resultsOf } from './results.ts';

export type { Run, RunContext } from './inputs.ts';
export { HoursError } from './hours-error.ts';
export type { MapOptions } from './map-options.ts';

export interface ConnectOptions {
  /** Data folder of the node; that of a person's only node if left out. */
  readonly data?: string;
}

export interface Hours {
  /**
   * Runs a function on each input, on the computers of other people, and gives the results in the order of the inputs
   * as they come. Throws an `HoursError` where a slice failed, the ceiling was reached, or the node refused. Leaving
   * the loop cancels what is not done.
   */
  map<Input, Output>(
    run: Run<Input, Output>,
    inputs: Iterable<Input>,
    options: MapOptions,
  ): AsyncGenerator<Output, void, undefined>;
  /** The same for one input. */
  run<Input, Output>(run: Run<Input, Output>, input: Input, options: MapOptions): Promise<Output>;
  /** Ends the link to the node; jobs that are under way go on. */
  close(): void;
}

/** Connects to the node of this computer. Throws an `HoursError` if none is running. */
export async function connect({ data = defaultDataFolder() }: ConnectOptions = {}): Promise<Hours> {
  const connection = await connectTo(data);
  if (!connection.ok) return Promise.reject(hoursError(connection.error));
  const { client, close } = connection.value;
  // Whoever leaves the options out in plain JavaScript is told that a ceiling is missing.
  const map: Hours['map'] = (run, inputs, options = {} as MapOptions) =>
    resultsOf(client, run, [...inputs], options);
  return {
    map,
    async run<Input, Output>(run: Run<Input, Output>, input: Input, options: MapOptions) {
      const results: Output[] = [];
      for await (const result of map(run, [input], options)) results.push(result);
      return results[0] as Output;
    },
    close,
  };
}
