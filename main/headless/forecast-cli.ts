/** The words of the command for foreseen hours. What it does is loaded when it is asked for. */
import { Option } from 'commander';
import type { ForecastOptions } from './commands/forecast.ts';
import { which, whichSays } from './community-cli.ts';
import type { AddCommand, Does } from './community-cli.ts';

/** Adds `forecast`. */
export function addForecastCommand(command: AddCommand, does: Does): void {
  command('forecast', 'say what hours the network expects to need tomorrow, and offer some')
    .option(which, whichSays)
    .option('--offer <hours>', 'offer so many hours for tomorrow, in the place of earlier ones')
    .option('--take-back', 'take back what you offered for tomorrow', false)
    .addOption(
      new Option('--unit <unit>', 'which hours: of processors or of people')
        .choices(['cpu', 'man'])
        .default('cpu'),
    )
    .action(
      does(async (options: ForecastOptions) =>
        (await import('./commands/forecast.ts')).forecast(options),
      ),
    );
}
