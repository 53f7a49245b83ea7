/** The constants of a community in people's words: what each is for, and its value in units that people use. */
import { formatCpuAmount } from './amounts.ts';
import { formatNumber, plural } from './words.ts';

export interface ParameterWords {
  readonly name: string;
  readonly title: string;
  readonly says: string;
  readonly value: (value: bigint) => string;
  /** What a person types in the form of a new community; null where it is not offered there. */
  readonly unit: 'minutes' | 'hours' | 'percent' | 'days' | 'people' | null;
}

const percent = (ppm: bigint) => `${String(Number(ppm) / 10_000)}%`;
const days = (value: bigint) => plural(Number(value), 'day');
const whole = (value: bigint) => formatNumber(Number(value));

/** A span in the largest unit that it fills: `1 hour`, `5 minutes`. */
export function spanWords(ms: number): string {
  if (ms % 3_600_000 === 0) return plural(ms / 3_600_000, 'hour');
  if (ms % 60_000 === 0) return plural(ms / 60_000, 'minute');
  return `${String(ms / 1_000)} s`;
}

/** In the order in which they matter to people. */
const known: readonly ParameterWords[] = [
  {
    name: 'epochMs',
    title: 'How often hours become final',
    says: 'The witnesses close the record so often. Until then what you lend and use is provisional.',
    value: (value) => `every ${spanWords(Number(value)).replace(/^1 /, '')}`,
    unit: 'minutes',
  },
  {
    name: 'founderLine',
    title: 'What each founder may borrow from the start',
    says: 'Somebody has to use hours before anybody has lent some. Founders may pass a part of this on to those who come later.',
    value: (value) => `${formatCpuAmount(value)} hours of each unit`,
    unit: 'hours',
  },
  {
    name: 'alphaPpm',
    title: 'What lending adds to it',
    says: 'A member may borrow this share of what it has lately lent to others, weighed by how much they are trusted.',
    value: percent,
    unit: 'percent',
  },
  {
    name: 'overdueDays',
    title: 'When borrowed hours are overdue',
    says: 'Whoever has not given them back after so long may borrow nothing more until they are.',
    value: days,
    unit: 'days',
  },
  {
    name: 'brakePpm',
    title: 'When borrowing stops for all',
    says: 'The more borrowed hours are overdue, the less everybody may borrow. At this share of all hours it is nothing, until some are given back.',
    value: percent,
    unit: 'percent',
  },
  {
    name: 'invitationsPerWeek',
    title: 'How many people a member may invite',
    says: 'In any seven days. It keeps one person from filling the community with names.',
    value: (value) => `${plural(Number(value), 'person', 'people')} a week`,
    unit: 'people',
  },
  {
    name: 'lateEpochs',
    title: 'How late work may still be counted',
    says: 'Machines that were not connected can bring in what they signed for so many closings after it was done.',
    value: (value) => `${whole(value)} closings`,
    unit: null,
  },
  {
    name: 'trailingDays',
    title: 'How far back trust looks',
    says: 'Whose hours were used and given back within this time decides how much each member is trusted.',
    value: days,
    unit: null,
  },
  {
    name: 'trustDampingPpm',
    title: 'How much trust stays with the founders',
    says: 'In each round of the calculation this share goes back to them, so that strangers cannot trust each other into existence.',
    value: percent,
    unit: null,
  },
  {
    name: 'trustIterations',
    title: 'Rounds of the calculation of trust',
    says: 'Enough that the result does not change any more. The same on every computer.',
    value: whole,
    unit: null,
  },
  {
    name: 'haircutPpm',
    title: 'What stake in others adds to what one may borrow',
    says: 'This share of what the people lend in whom a member holds stake.',
    value: percent,
    unit: null,
  },
  {
    name: 'stakeCapPpm',
    title: 'The most of one person that counts for it',
    says: 'Stake in one person above this share adds nothing.',
    value: percent,
    unit: null,
  },
  {
    name: 'dividendPpm',
    title: 'What goes to those who hold stake in you',
    says: 'This share of the hours that a cause brings back, to those who hold stake under it.',
    value: percent,
    unit: null,
  },
  {
    name: 'sharesPerIssuer',
    title: 'Into how many shares a person is divided',
    says: 'Only how finely stake can be given. It changes nothing else.',
    value: whole,
    unit: null,
  },
  {
    name: 'roundEpochs',
    title: 'How often offers of stake are matched',
    says: 'All that was offered since the last time is matched at once: nobody gains by being first.',
    value: (value) => `every ${whole(value)} closings`,
    unit: null,
  },
  {
    name: 'sealEpochs',
    title: 'How long offers stay sealed',
    says: 'So many closings of each round pass before anybody can read what others offer.',
    value: (value) => `${whole(value)} closings`,
    unit: null,
  },
  {
    name: 'floorPpm',
    title: 'What everybody keeps of themselves',
    says: 'Nobody can give away more of themselves than leaves this share.',
    value: percent,
    unit: null,
  },
  {
    name: 'newcomerReleasePpm',
    title: 'What a newcomer may give of themselves in a round',
    says: 'It is little, so that names alone gain nothing.',
    value: percent,
    unit: null,
  },
  {
    name: 'workReleasePpm',
    title: 'What work adds to it',
    says: 'Whoever lent the most may give this share more of themselves in a round; others in proportion.',
    value: percent,
    unit: null,
  },
  {
    name: 'workHalfLifeDays',
    title: 'How long work counts for it',
    says: 'After so long it counts for half, and for a quarter after twice as long.',
    value: days,
    unit: null,
  },
  {
    name: 'estimateEpochs',
    title: 'How long a task is estimated',
    says: 'For so many closings estimates stay sealed, and for as many they are revealed. It is over sooner when everybody asked has answered.',
    value: (value) => `${whole(value)} closings`,
    unit: null,
  },
  {
    name: 'horizonDays',
    title: 'How long a release may earn its hours back',
    says: 'What its downloads have not brought back by then stays with those who made it, and it is free for everyone.',
    value: days,
    unit: null,
  },
  {
    name: 'launchForecast',
    title: 'Downloads expected of a first release',
    says: 'Until its makers have an earlier release to go by, a release is expected to be downloaded so often.',
    value: (value) => plural(Number(value), 'download'),
    unit: null,
  },
  {
    name: 'requestDays',
    title: 'How far ahead hours are asked for',
    says: 'The hours that the community expects to need in this time, and does not have on offer, are asked for.',
    value: days,
    unit: null,
  },
  {
    name: 'halfValueMonths',
    title: 'How fast computers are expected to become faster',
    says: 'Shown beside CPU-hours, never taken off them: in so many months a computer does twice as much in an hour.',
    value: (value) => `twice in ${plural(Number(value), 'month')}`,
    unit: null,
  },
  {
    name: 'ratedNodesMin',
    title: 'From how many computers the speed is measured',
    says: 'With so many measured computers their median takes the place of that expectation. The record holds no measured speeds yet, so the expectation stands.',
    value: (value) => plural(Number(value), 'computer'),
    unit: null,
  },
  {
    name: 'version',
    title: 'Version of these rules',
    says: 'Which list of numbers this community was founded with.',
    value: whole,
    unit: null,
  },
];

/** What is said of a parameter; of one that a later version brought, its name. */
export function parameterWords(name: string): ParameterWords {
  return (
    known.find((each) => each.name === name) ?? {
      name,
      title: name,
      says: 'A number of a later version of Common Hours.',
      value: whole,
      unit: null,
    }
  );
}

/** Those that whoever founds a community may choose, in the order of the form. */
export const chosenParameters: readonly ParameterWords[] = known.filter(
  ({ unit }) => unit !== null,
);

/** All names in the order in which they are shown. */
export const parameterNames: readonly string[] = known.map(({ name }) => name);
