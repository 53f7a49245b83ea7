import { afterEach, expect, test } from 'vitest';
import { startDesktop } from '../support/desktop-under-test.ts';
import type { DesktopUnderTest } from '../support/desktop-under-test.ts';
import { jobAtBobs } from '../support/scripted-engine.ts';

let desktop: DesktopUnderTest;
afterEach(() => desktop.end());

/** Without a window, as when it has been closed. */
async function start() {
  desktop = await startDesktop({ isHidden: true });
  const { Notification, Tray } = desktop.electron;
  await expect.poll(() => Tray.all.length).toBe(1);
  const { jobs } = desktop;
  const become = (state: typeof jobAtBobs.state, sentence: string, count = 1) => {
    const all = Array.from({ length: count }, (_, at) => ({
      ...{ ...jobAtBobs, id: `${at}`.repeat(64), name: `Job ${at}` },
      ...{ state, sentence },
    }));
    jobs.set({ jobs: all, total: count });
  };
  return { ...desktop, become, shown: Notification.shown };
}

test('a job that ends is told of once, and a click opens it', async () => {
  const { become, shown, electron } = await start();
  become('running', 'It runs.');
  expect(shown).toHaveLength(0);
  become('done', 'All 4 results are here.');
  become('done', 'All 4 results are here.');
  expect(shown.map(({ title, body }) => [title, body])).toEqual([
    ['Done: Job 0', 'All 4 results are here.'],
  ]);
  shown[0]?.emit('click');
  await expect.poll(() => electron.BrowserWindow.getAllWindows().length).toBe(1);
  const page = await desktop.shell.firstWindow();
  await expect.poll(() => page.url()).toContain(`#/jobs/${'0'.repeat(64)}`);
});

test('several that end at once are one notice', async () => {
  const { become, shown } = await start();
  become('running', 'It runs.', 4);
  become('ceiling', 'The ceiling is reached.', 4);
  expect(shown.map(({ title }) => title)).toEqual(['4 jobs of yours']);
  expect(shown[0]?.body).toBe(
    'Job 0: ceiling reached\nJob 1: ceiling reached\nJob 2: ceiling reached\n…',
  );
});

test('what was over before is no news, and neither is progress', async () => {
  const { become, shown } = await start();
  become('done', 'All results are here.');
  become('waiting', 'It waits.');
  become('running', 'It runs.');
  expect(shown).toHaveLength(0);
});

test('whoever does not want to be told is not, and looking at the window is enough', async () => {
  const { become, shown, folder, electron, shell } = await start();
  const { openDesktopSettings } = await import('../../main/desktop/desktop-settings.ts');
  openDesktopSettings(folder).chooseNotice('job', false);
  become('running', 'It runs.');
  become('done', 'It is done.');
  expect(shown).toHaveLength(0);
  openDesktopSettings(folder).chooseNotice('job', true);
  electron.Tray.all[0]?.menu?.pick('Open Common Hours');
  await shell.firstWindow();
  await expect.poll(() => electron.BrowserWindow.getAllWindows()[0]?.isFocused()).toBe(true);
  become('running', 'It runs.');
  become('done', 'It is done.');
  expect(shown).toHaveLength(0);
});

test('a record that stops is told of, and one that starts is not', async () => {
  const { shown, communities } = await start();
  const at = (phase: 'starting' | 'running' | 'down', reason: string | null = null) => {
    communities.record.set({ phase, reason, againAtMs: null, trouble: null });
  };
  at('starting');
  at('running');
  expect(shown).toHaveLength(0);
  at('down', 'Its disk is full.');
  at('down', 'Its disk is full.');
  expect(shown.map(({ body }) => body)).toEqual(['Its disk is full.']);
});

test('a disk that fills up is told of once, also over a start, and again only after there was room', async () => {
  const { shown, terms: lent, folder } = await start();
  const fill = (percent: number) => {
    const { diskBytes } = lent.terms.get().terms;
    const kept = { answers: 12, bytes: (diskBytes / 100) * percent, microCpuHours: 0n };
    lent.now.set({ ...lent.now.get(), kept });
  };
  const told = () => shown.map(({ title }) => title);
  fill(89);
  expect(told()).toEqual([]);
  fill(90);
  fill(95);
  fill(85);
  fill(91);
  expect(told()).toEqual(['The disk for lending is nearly full']);
  const { openDesktopSettings } = await import('../../main/desktop/desktop-settings.ts');
  expect(openDesktopSettings(folder).disk.wasTold()).toBe(true);
  fill(79);
  expect(openDesktopSettings(folder).disk.wasTold()).toBe(false);
  fill(90);
  expect(told()).toHaveLength(2);
  expect(shown[1]?.body).toBe(
    '9 GB of 10 GB are used by 12 answers for people who are away. At the limit nothing new is taken on.',
  );
});
