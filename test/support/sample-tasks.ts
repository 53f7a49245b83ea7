/** What a node may say of tasks for people, for tests of pages: one in each state. */
import type { PersonView } from '../../shared/api/contract.ts';
import type { CalibrationView, TaskForMeView, TaskView } from '../../shared/api/task-shape.ts';
import { arabic, lastHourMs, longName } from './sample-communities.ts';
import { hexOf, ines, me, noName, tomas } from './sample-views.ts';

const hour = 3_600_000;
const day = 24 * hour;

const [bela, chidi] = ['Bela', 'Chidi'].map((name) => ({ id: hexOf(name), name })) as [
  PersonView,
  PersonView,
];

const notNow = { name: 'not_open', sentence: 'It is not open to that now.' } as const;
export const mayNothing: TaskView['may'] = {
  estimate: notNow,
  reveal: notNow,
  take: notNow,
  step: notNow,
  deliver: notNow,
  accept: notNow,
  changes: notNow,
  withdraw: notNow,
};

function taskOf(title: string, part: Partial<TaskView>): TaskView {
  return {
    id: hexOf(`task ${title}`),
    asker: ines,
    isMine: false,
    title,
    done: 'The icon shows in the bar of three desktops that have no tray.\nA picture of each is in the request.',
    skills: ['electron', 'wayland'],
    dueAtMs: lastHourMs + 14 * day,
    mostHours: 40,
    isEstimated: true,
    takers: [],
    sinceMs: lastHourMs - 2 * day,
    state: 'open',
    sentence: 'It waits for somebody who takes it on.',
    estimating: null,
    panel: [],
    mine: null,
    isAskedWhy: false,
    rounds: [],
    price: null,
    taker: null,
    isTakenByMe: false,
    step: null,
    delivery: null,
    changes: null,
    endedAtMs: null,
    isOverdue: false,
    waiting: null,
    may: mayNothing,
    ...part,
  };
}

type Round = TaskView['rounds'][number];
const panel: readonly PersonView[] = [me, tomas, bela, arabic, longName];

function answersOf(hours: readonly Round['answers'][number]['hours'][]): Round['answers'] {
  return panel.map((person, index) => ({
    person,
    isMe: person.id === me.id,
    hours: hours[index] ?? 'cannot_tell',
    reason: index === 0 ? 'The protocol has to be read first.' : '',
  }));
}

/** The two rounds of the vector of R5: nobody agrees in the first, four of five do in the second. */
const apart: Round = {
  ...{ round: 1, answers: answersOf([80, 13, 8, 13, 20]) },
  ...{ median: 13, lowest: 8, highest: 80, near: 3, needed: 4, isAgreed: false },
};
const agreed: Round = {
  ...{ round: 2, answers: answersOf([16, 13, 10, 13, 20]) },
  ...{ median: 13, lowest: 10, highest: 20, near: 4, needed: 4, isAgreed: true },
};
const blind: Round = {
  ...{ round: 1, answers: answersOf([5, 'cannot_tell', 40, 'split_first', 2]) },
  ...{ median: 5, lowest: 2, highest: 40, near: 1, needed: 4, isAgreed: false },
};

const seats: TaskView['panel'] = panel.map((person, index) => ({
  ...{ person, isMe: person.id === me.id, hasSealed: index % 2 === 1, answer: null },
}));

export const toEstimate = taskOf('Tray icon on Wayland', {
  state: 'estimating',
  sentence: 'You are on its panel: say what it is worth, before tomorrow.',
  estimating: { round: 1, phase: 'sealing', closesAtMs: lastHourMs + 20 * hour },
  panel: seats,
  may: { ...mayNothing, estimate: null },
});

export const secondRound = taskOf('Photograph the old mill from all four sides', {
  asker: tomas,
  skills: [],
  state: 'estimating',
  sentence: 'The answers were far apart. Say what you saw, and answer again.',
  estimating: { round: 2, phase: 'sealing', closesAtMs: lastHourMs + 30 * hour },
  panel: seats,
  isAskedWhy: true,
  rounds: [apart],
  may: { ...mayNothing, estimate: null },
});

export const opening = taskOf('Translate the first-run pages', {
  asker: chidi,
  skills: ['french', 'writing'],
  state: 'estimating',
  sentence: 'Everybody has answered, and the answers are being opened.',
  estimating: { round: 1, phase: 'revealing', closesAtMs: lastHourMs + 9 * hour },
  panel: seats.map((seat, index) => ({
    ...{ ...seat, hasSealed: true },
    answer: index === 1 ? { hours: 5, reason: 'Without the pictures.' } : null,
  })),
  mine: { hours: 8, reason: '', state: 'sealed', sentence: 'It is sealed, and not opened yet.' },
  may: { ...mayNothing, reveal: null },
});

export const toTake = taskOf('Proof-read the handbook', {
  asker: longName,
  skills: ['writing'],
  rounds: [apart, agreed],
  price: 13,
  may: { ...mayNothing, take: null },
});

export const inWork = taskOf('A map of the tool sheds', {
  state: 'taken',
  sentence: 'You took it on. Whoever asked for it wants something changed.',
  rounds: [agreed],
  price: 13,
  taker: me,
  isTakenByMe: true,
  step: 'needs_longer',
  changes: 'The shed behind the mill is missing.',
  delivery: { link: 'https://example.org/map', note: 'First print.', actualTenths: 110 },
  may: { ...mayNothing, step: null, deliver: null },
});

export const delivered = taskOf('Mend the gate of the orchard', {
  asker: me,
  isMine: true,
  skills: ['tools'],
  state: 'delivered',
  sentence: 'Tomás has delivered it. Accept it, or say what is to be changed.',
  rounds: [agreed],
  price: 13,
  taker: tomas,
  delivery: {
    link: 'https://example.org/gate',
    note: 'New hinges, and oiled.',
    actualTenths: 145,
  },
  may: { ...mayNothing, accept: null, changes: null },
});

export const rejected = taskOf('Rewrite everything', {
  asker: me,
  isMine: true,
  state: 'rejected',
  sentence: 'The panel did not agree in three rounds.',
  rounds: [apart, { ...apart, round: 2 }, { ...blind, round: 3 }],
  endedAtMs: lastHourMs - day,
});

export const mineOpen = taskOf('Teach three people to bind books', {
  asker: me,
  isMine: true,
  isEstimated: false,
  mostHours: 8,
  price: 8,
  may: { ...mayNothing, withdraw: null },
});

export const accepted = taskOf('Sort the seeds', {
  asker: noName,
  state: 'accepted',
  sentence: 'It was accepted, and the hours were given.',
  price: 5,
  rounds: [],
  taker: bela,
  delivery: { link: '', note: 'In jars, by month.', actualTenths: 50 },
  endedAtMs: lastHourMs - 3 * day,
});

export const tasks = [
  ...[toEstimate, secondRound, opening, toTake, inWork],
  ...[delivered, rejected, mineOpen, accepted],
];

export const waiting: readonly TaskForMeView[] = [
  { task: toEstimate.id, action: 'estimate', ...aboutOf(toEstimate) },
  { task: secondRound.id, action: 'estimate', ...aboutOf(secondRound) },
  { task: delivered.id, action: 'accept', ...aboutOf(delivered) },
];

function aboutOf({ title, sentence, estimating }: TaskView) {
  return { title, sentence, untilMs: estimating?.closesAtMs ?? null };
}

export const calibration: CalibrationView = {
  pairs: [2, 5, 8, 3, 13, 8, 20, 1, 5, 8].map((hours, index) => ({
    task: hexOf(`done ${index}`),
    title:
      ['Proof-read a chapter', 'Move the server', 'A poster', 'Mend a bicycle'][index % 4] ?? '',
    hours,
    actualTenths: Math.round(hours * [9, 13, 18, 13, 12][index % 5]!),
    endedAtMs: lastHourMs - (20 - index) * day,
  })),
  ratioPpm: 1_300_000,
  sentence: 'Yours usually need 1.3 times as long.',
};
