/** The growth loop in lines of text: a table for each developer, and the value of the exchange beside what is held. */
import { exchangeValueUnit } from '../../shared/economy/exchange-value.ts';
import { growthOf, monthsOfCycles, valueByMonth, waitingBalances } from './growth-loop.ts';
import type { Cycle, Popularity } from './growth-loop.ts';

const developers: readonly (readonly [string, Popularity])[] = [
  ['five downloads a day', { downloads: 5, everyDays: 1 }],
  ['one download a month', { downloads: 1, everyDays: 30 }],
  ['no downloads', { downloads: 0, everyDays: 1 }],
];

const titles = ['cycle', 'cost', 'bought', 'first price', 'downloads', 'recouped', 'written off'];
const width = 12;

/** Hours with three decimals, as far as they are there. */
function hours(micros: bigint): string {
  const whole = (micros / 1_000_000n).toString().replace(/(?<=\d)(?=(\d{3})+$)/g, ',');
  const rest = ((micros % 1_000_000n) / 1_000n).toString().padStart(3, '0').replace(/0+$/, '');
  return rest === '' ? whole : `${whole}.${rest}`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(width)).join('');
}

function cycleRow(cycle: Cycle, index: number): string {
  const { cost, bought, firstPrice, downloads, recouped, writtenOff } = cycle;
  const [before, after] = [
    [cost, bought, firstPrice],
    [recouped, writtenOff],
  ];
  const counted = [...before.map(hours), String(downloads), ...after.map(hours)];
  return row([String(index + 1), ...counted]);
}

export function growthLines(cycles: number): readonly string[] {
  const months = monthsOfCycles(cycles);
  const tables = developers.flatMap(([name, popularity]) => [
    `A developer of 2,000 own man-hours each half year, releases with ${name}:`,
    row(titles),
    ...growthOf(popularity, cycles).map(cycleRow),
    '',
  ]);
  const waiting = waitingBalances(cycles * 182).at(-1) ?? 0n;
  const values = valueByMonth(months).flatMap((value, month) =>
    month % 6 === 0
      ? `  after ${String(month).padStart(2)} months: ${(Number((value * 1_000_000n) / exchangeValueUnit) / 1_000_000).toFixed(6)}`
      : [],
  );
  const held = `Whoever gave 100 hours and waits ${months} months has ${hours(waiting)} hours.`;
  return [
    ...tables,
    'What a CPU-hour token commands of the world’s processor time:',
    ...values,
    held,
  ];
}
