import { expect, test } from 'vitest';
import type { Engine } from '../../main/engine/engine.ts';
import { placeTrouble } from '../../main/place-trouble.ts';
import { createWorkplace } from '../../main/workplace.ts';
import type { Destination, Workplace } from '../../main/workplace.ts';
import type { CommunitiesView, CommunityView } from '../../shared/api/community-contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';

/** A place whose engine writes down what happens to it, and says its name on every topic. */
function placeOf(name: string, happened: string[], fails: () => boolean = () => false) {
  const people = createCell(name);
  const engine = {
    handlers: {
      people: { list: people },
      jobs: { cancel: () => ok({ by: name }) },
    },
    start: () => Promise.resolve(void happened.push(`${name} starts`)),
    stop: () => Promise.resolve(void happened.push(`${name} stops`)),
    sleep: () => happened.push(`${name} sleeps`),
    lookAgain: () => happened.push(`${name} looks`),
  } as unknown as Engine;
  const destination: Destination = {
    ...{ id: name, kind: 'group', name },
    open() {
      happened.push(`${name} opens`);
      if (fails()) return refuse('store_unusable', `The file of ${name} is damaged.`);
      return ok({ engine, close: () => happened.push(`${name} closes`) });
    },
  };
  return { people, destination };
}

function opened(result: Result<Workplace, Refusal>): Workplace {
  if (!result.ok) throw new Error(result.error.detail);
  return result.value;
}

const noFailure = (sentence: string) => expect.unreachable(sentence);

/** What a page hears of the people, as the names of the places that say it. */
function listen(workplace: Workplace): { heard: string[]; end: () => void } {
  const heard: string[] = [];
  const end = workplace.handlers.people.list.subscribe((value) => {
    heard.push(value as unknown as string);
  });
  return { heard, end };
}

test('every page goes on with its topics when the machine goes elsewhere', async () => {
  const happened: string[] = [];
  const [home, away] = [placeOf('home', happened), placeOf('away', happened)];
  const workplace = opened(createWorkplace(home.destination, noFailure));
  await workplace.start();
  const [one, two] = [listen(workplace), listen(workplace)];
  const moving = workplace.move(away.destination);
  const three = listen(workplace);
  expect(await workplace.move(home.destination)).toMatchObject({ error: { name: 'busy' } });
  const asked = workplace.handlers.jobs.cancel({ job: '' });
  expect(await moving).toEqual(ok(null));
  expect(await asked).toEqual(ok({ by: 'away' }));
  home.people.set('a voice from behind');
  two.end();
  away.people.set('away again');
  expect(one.heard).toEqual(['home', 'away', 'away again']);
  expect(two.heard).toEqual(['home', 'away']);
  expect(three.heard).toEqual(['away', 'away again']);
  await workplace.stop();
  expect(home.people.listeners() + away.people.listeners()).toBe(0);
  expect(happened.filter((each) => each.startsWith('home'))).toEqual([
    'home opens',
    'home starts',
    'home stops',
    'home closes',
  ]);
});

test('a place that cannot be opened is refused, and work goes on where it was', async () => {
  const happened: string[] = [];
  const [home, away] = [placeOf('home', happened), placeOf('away', happened, () => true)];
  const workplace = opened(createWorkplace(home.destination, noFailure));
  expect(await workplace.move(away.destination)).toEqual(
    refuse('store_unusable', 'The file of away is damaged.'),
  );
  expect(await workplace.move(home.destination)).toEqual(ok(null));
  expect(workplace.at().name).toBe('home');
  expect(happened).toEqual(['home opens', 'away opens']);
  expect(createWorkplace(away.destination, noFailure).ok).toBe(false);
});

test('a place that is opened anew is closed first; when it cannot be, the node is told to end', async () => {
  const happened: string[] = [];
  const failures: string[] = [];
  let fails = false;
  const home = placeOf('home', happened, () => fails);
  const workplace = opened(
    createWorkplace(home.destination, (sentence) => void failures.push(sentence)),
  );
  const { heard } = listen(workplace);
  await workplace.reopen();
  expect(happened).toEqual([
    'home opens',
    'home stops',
    'home closes',
    'home opens',
    'home starts',
  ]);
  expect(heard).toEqual(['home', 'home']);
  fails = true;
  await workplace.reopen();
  expect(failures).toEqual(['The file of home is damaged.']);
  expect(await workplace.handlers.jobs.cancel({ job: '' })).toMatchObject({ ok: false });
  await workplace.stop();
});

const id = 'ab'.repeat(32);
const here = { kind: 'community', id, name: 'Allotment' } as const;
const nothing: CommunitiesView = { device: id, communities: [], joining: [], unusable: [] };
const withStatus = (status: CommunityView['me']['status']) => ({
  ...nothing,
  communities: [{ id, me: { status } } as unknown as CommunityView],
});

test.each([
  [/^null$/, { ...nothing, device: null }],
  [/^null$/, withStatus('member')],
  [/has not taken this computer up yet/, withStatus('arriving')],
  [/You have left “Allotment”: choose/, withStatus('left')],
  [/has expelled you/, withStatus('expelled')],
  [/The key of this computer was ended/, withStatus('retired')],
  [/is not in “Allotment” any more: choose/, nothing],
  [
    /The file is damaged/,
    {
      ...nothing,
      unusable: [{ file: `community-${id.slice(0, 16)}.db`, sentence: 'The file is damaged.' }],
    },
  ],
])('it is said why nobody of a community can be met: %s', (sentence, view) => {
  expect(String(placeTrouble(here, view))).toMatch(sentence);
  expect(placeTrouble({ ...here, kind: 'group' }, view)).toBe(null);
});
