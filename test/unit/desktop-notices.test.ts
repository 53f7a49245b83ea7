import { expect, test } from 'vitest';
import { ok } from '../../shared/base/result.ts';
import { createDownloadNotices } from '../../main/desktop/download-notices.ts';
import { watchForNotices } from '../../main/desktop/notices.ts';
import type { Shown } from '../../main/desktop/notifier.ts';
import type { TaskForMeView } from '../../shared/api/task-shape.ts';
import { createScriptedEngine } from '../support/scripted-engine.ts';
import { emptyShelf } from '../support/scripted-software.ts';
import { riverside } from '../support/sample-communities.ts';
import { drawing, onShelf, releases } from '../support/sample-software.ts';
import { round, rounds } from '../support/sample-stakes.ts';
import { hexOf } from '../support/sample-views.ts';

/** One in a community; `close` closes its next round and waits until it was asked about. */
function watch() {
  const { front, communities } = createScriptedEngine();
  const shown: Shown[] = [];
  let [number, mineMatched, asked] = [40, 0, 0];
  communities.answers.set('stakes.rounds', () => {
    asked += 1;
    return ok({
      rounds: rounds()
        .slice(0, 1)
        .map((row) => ({ ...row, number, mineMatched })),
    });
  });
  communities.answers.set('stakes.round', () =>
    ok({ ...round(), number, sentence: `Round ${number}: your offer was matched.` }),
  );
  let waiting: readonly TaskForMeView[] = [];
  communities.answers.set('tasks.forMe', () => {
    asked += 1;
    const counts = { to_estimate: 0, to_take: 0, mine: 0, asked: 0, all: 0 };
    return ok({ waiting, counts, isMember: true });
  });
  const stop = watchForNotices({
    front,
    isOn: () => true,
    isLooking: () => false,
    notify: (notice) => shown.push(notice),
    disk: { wasTold: () => false, note: () => undefined },
    lookEveryMs: 0,
  });
  async function close(matched: number): Promise<void> {
    const before = asked;
    number += 1;
    mineMatched = matched;
    const now = communities.list.get();
    communities.list.set({ ...now, communities: [riverside()] });
    await expect.poll(() => asked).toBeGreaterThan(before + 1); // rounds, and then tasks
    await new Promise(setImmediate); // what follows an answer needs no more than the turn after it
  }
  const ask = async (...titles: readonly string[]) => {
    waiting = titles.map((title) => ({
      ...{ task: hexOf(title), title, action: 'estimate', untilMs: null },
      sentence: 'Say what it is worth.',
    }));
    await close(0);
  };
  return { close, ask, shown, stop };
}

test('a round is told of once, when it closes and has matched an offer of this person', async () => {
  const { close, shown, stop } = watch();
  await close(1);
  expect(shown).toEqual([]); // it had closed before
  await close(0);
  expect(shown).toEqual([]);
  await close(2);
  expect(shown).toEqual([
    {
      title: 'A round has closed',
      body: 'Round 43: your offer was matched.',
      route: '/stakes/rounds/43',
    },
  ]);
  stop();
});

test('what somebody asks for is told of together, and not again within the hour', async () => {
  const { ask, shown, stop } = watch();
  await ask('Known before');
  expect(shown).toEqual([]);
  await ask('Known before', 'Tray icon', 'Manual');
  expect(shown).toEqual([
    { title: '2 tasks wait for you', body: 'Tray icon\nManual', route: '/tasks' },
  ]);
  await ask('Known before', 'Tray icon', 'Manual', 'A third one');
  expect(shown).toHaveLength(1);
  stop();
});

test('a download is told of once, when all of it is here, and never what was here before', () => {
  const told = createDownloadNotices();
  const [, second = drawing, third = drawing] = releases;
  const shelf = (...items: readonly ReturnType<typeof onShelf>[]) => ({
    ...{ ...emptyShelf, releases: [...items] },
  });
  const before = onShelf(second);
  const arriving = onShelf(drawing, { state: 'arriving' });
  expect(told(shelf(before))).toBeNull();
  expect(told(shelf(before, arriving))).toBeNull();
  expect(told(shelf(before, onShelf(drawing)))).toEqual({
    title: 'Linework 1.5 is here',
    body: '141 MB, in /srv/alva/programs/Linework. All of it is what the makers signed.',
    route: `/software/${drawing.id}`,
  });
  expect(told(shelf(before, onShelf(drawing)))).toBeNull();
  expect(told(shelf())).toBeNull(); // the process of the files began anew
  expect(told(shelf(before, onShelf(drawing)))).toBeNull();
  const again = { addedAtMs: drawing.publishedAtMs };
  expect(told(shelf(onShelf(drawing, { ...again, state: 'paused' })))).toBeNull();
  expect(told(shelf(onShelf(third, { state: 'checking' }), onShelf(drawing, again)))?.title).toBe(
    'Linework 1.5 is here',
  );
});
