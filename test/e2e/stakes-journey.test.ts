/**
 * Stakes as a person meets them, on real nodes: Alice, in a real browser, reads the cause of another, writes one of her
 * own, offers part of herself, and sees what the round made of it, why, and what that leads to. Bob and Carol do their
 * part on the command line. What is done is done by keyboard alone.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { stakeDefinition } from '../../shared/api/stake-words.ts';
import { launchChromium } from '../support/chromium.ts';
import { runHere } from '../support/command-here.ts';
import { windowsOf } from '../support/community-browser.ts';
import type { Window, Windows } from '../support/community-browser.ts';
import { pageKey } from '../support/page-key.ts';
import { valueOf } from '../support/record-processes.ts';
import { createStakeCommunity, matchedOffer, patiently, tell } from '../support/stake-community.ts';
import type { StakeCommunity } from '../support/stake-community.ts';

const slow = 300_000;
/** Certificates come late on a busy machine. */
const patienceMs = 90_000;

let browser: Browser;
let people: StakeCommunity;
let windows: Windows;
let hers: Window;
/** Causes by whose they are, and the round that matched Alice's offer. */
const causes = { alice: '', bob: '', carol: '' };
let round = -1;

beforeAll(async () => {
  [browser, people] = await Promise.all([launchChromium(), createStakeCommunity()]);
  windows = windowsOf(browser);
  hers = await windows.open(people.alice.node, 'light');
  hers.page.setDefaultTimeout(patienceMs);
}, slow);

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await hers.shoot('stakes-failed');
  expect(windows.complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await people?.close();
});

async function press(to: Locator, key = 'Enter'): Promise<void> {
  await to.waitFor();
  await hers.tabTo(to);
  await hers.page.keyboard.press(key);
}

async function type(label: string, text: string): Promise<void> {
  await hers.tabTo(hers.page.getByLabel(label, { exact: true }));
  await hers.page.keyboard.insertText(text);
}

/** By the keys that lead there from everywhere, and the tabs of the page. */
async function toPart(name: string): Promise<void> {
  await hers.page.keyboard.press(pageKey('/stakes'));
  await hers.page.getByRole('heading', { level: 1, name: 'Stakes' }).waitFor();
  if (name === 'Mine') return;
  await press(hers.page.getByRole('navigation', { name: 'Stakes' }).getByText(name));
}

async function look(name: string): Promise<void> {
  await hers.page.getByText(stakeDefinition, { exact: true }).waitFor();
  await hers.look(`stakes-${name}`);
}

const statements = {
  alice: 'Water the beds of whoever is away in summer, so that nothing dries up there.',
  bob: 'Answer the questions that newcomers ask here, within a day of their asking.',
  carol: 'Keep the shed in order, so that whoever needs a tool finds it in its place.',
} as const;

async function writeCause(whose: 'bob' | 'carol', what: readonly string[]): Promise<void> {
  const made = await tell(
    people[whose],
    ...['cause', 'new', '--statement', statements[whose], '--due', '30d', ...what],
  );
  causes[whose] = String(made['cause']);
}

test(
  'Alice reads what Bob and Carol set out to do',
  async () => {
    const { page } = hers;
    await toPart('Mine');
    await page.getByRole('link', { name: 'See what people propose' }).waitFor();
    await look('first');
    await press(page.getByRole('link', { name: 'See what people propose' }));
    await page.getByText('Nobody here has written what they set out to do yet.').waitFor();
    const answers = ['--metric', 'Answered questions', '--unit', 'questions', '--to', '40'];
    await writeCause('bob', ['--for-whom', 'newcomers', ...answers, '--tag', 'help']);
    const places = ['--metric', 'Tools in their place', '--unit', 'tools', '--to', '60'];
    await writeCause('carol', ['--for-whom', 'everybody here', ...places, '--tag', 'tools']);
    await page.getByText('2 causes').waitFor();
    await look('causes');
    await press(page.getByRole('link', { name: statements.bob }));
    await page.getByText(/^Answered questions: from 0 to at least 40 questions, by/).waitFor();
    await page.getByRole('link', { name: 'Offer part of yourself for it' }).waitFor();
    await look('cause');
  },
  slow,
);

test(
  'by keyboard alone she writes a cause of her own, and all have it',
  async () => {
    const { page } = hers;
    await toPart('Causes');
    await press(page.getByRole('link', { name: 'Write a cause' }));
    await page.getByRole('heading', { level: 1, name: 'Write a cause' }).waitFor();
    await type('What you set out to do', statements.alice);
    await type('Whom it benefits', 'those who travel');
    await type('What is measured', 'Beds watered');
    await type('Number to reach', '25');
    await type('Unit', 'beds');
    await type('Tags', 'garden, water');
    await page
      .getByRole('article', { name: 'Preview' })
      .getByText('Beds watered: from 0 to at least 25 beds, by')
      .waitFor();
    await look('new-cause');
    await press(page.getByRole('button', { name: 'Write it to the record' }));
    await page.getByText('Under way', { exact: true }).waitFor();
    await look('own-cause');
    causes.alice = /[0-9a-f]{64}/.exec(page.url())?.[0] ?? '';
    for (const { client } of [people.bob, people.carol]) {
      const asked = { community: people.id, cause: causes.alice };
      const seen = await patiently(async () => valueOf(await client.causes.show(asked)));
      expect(seen).toMatchObject({ statement: statements.alice, tags: ['garden', 'water'] });
    }
  },
  slow,
);

test(
  'by keyboard alone she offers a twentieth of herself for stake in both of the others',
  async () => {
    const { alice, bob, carol } = people;
    const long = ['--rounds', '20', '--why', 'I could not do without it.'];
    const offer = ['stake', 'offer', '20%'];
    await tell(bob, ...offer, '--for', causes.alice, '--for', causes.carol, ...long);
    await tell(carol, ...offer, '--for', causes.alice, '--for', causes.bob, ...long);

    const { page } = hers;
    await toPart('Causes');
    await press(page.getByRole('link', { name: statements.bob }));
    await press(page.getByRole('link', { name: 'Offer part of yourself for it' }));
    const slider = page.getByRole('slider', { name: 'Of yourself' });
    await slider.waitFor();
    await hers.tabTo(slider);
    for (let step = 0; step < 40; step += 1) await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('5.0%');
    await press(page.getByRole('button', { name: /^Add Carol/ }));
    await type('Why (if you like)', 'What both do, I use each day.');
    const place = page.getByRole('button', { name: 'Place offer' });
    await expect.poll(() => place.isEnabled(), { timeout: patienceMs }).toBe(true);
    await page.getByText('95.0%').waitFor();
    await look('offer');
    await press(place);
    await page.getByText('Your offer is placed.').waitFor();
    await look('placed');

    const matched = await matchedOffer(alice, people.id);
    expect(matched).toMatchObject({ quantity: 50_000_000n, matched: 50_000_000n });
    await page.getByText('All of it was matched.').first().waitFor();
  },
  slow,
);

test(
  'she reads what the round made of it and why, and computes it again',
  async () => {
    const { page } = hers;
    const { alice, bob } = people;
    const asked = { community: people.id, before: null, limit: 50 };
    const { rounds } = valueOf(await alice.client.stakes.rounds(asked));
    round = rounds.find(({ mineMatched }) => mineMatched > 0)?.number ?? -1;
    await toPart('Rounds');
    await look('rounds');
    await press(page.getByRole('link', { name: `Round ${round}`, exact: true }));
    const said = `Round ${round}: your offer was matched. You now keep 95.0% of yourself (was 100.0%).`;
    await page.getByText(said).waitFor();
    for (const step of ['What moved', 'How it was worked out', 'Check it']) {
      await press(page.locator('summary', { hasText: step }));
    }
    await page.getByRole('row', { name: /^In all 5\.0% 5\.0%/ }).waitFor();
    await page.getByText(/The (two|three) offers fit together in a ring/).waitFor();
    await press(page.getByRole('slider', { name: 'How stake moved around the ring' }), 'Home');
    await press(page.getByRole('button', { name: 'Work it out again' }));
    await page.getByText('The same came out.').waitFor();
    await look('round');

    const save = page.getByRole('button', { name: 'Save file' });
    const { name, text } = await hers.saved(() => press(save));
    const file = join(people.folder, name);
    writeFileSync(file, text);
    const audit = await runHere(['audit', file, '--json']);
    expect(JSON.parse(audit.text)).toMatchObject({ state: 'same', round });
    const his = { community: people.id, round, offset: 0 };
    const { piece } = await patiently(async () => valueOf(await bob.client.stakes.roundFile(his)));
    expect(Buffer.from(piece).toString()).toBe(text);
  },
  slow,
);

test(
  'she follows a way on which she holds Carol through Bob, from one person to the next',
  async () => {
    const { page } = hers;
    await toPart('Mine');
    const chart = page.getByRole('slider', { name: /^What you hold of each person/ });
    await press(chart, 'Home');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /^(Bob|Carol): 2\.5% directly, (\d\.\d%|less than 0\.1%) through others$/,
    );
    await page.getByText(/^Your interests overlap \d+\.\d% with those of the whole/).waitFor();
    await look('mine');
    await press(page.getByRole('button', { name: 'Carol' }));
    const way = page.getByText(/^You → Bob 2\.5% → Carol \d+\.\d% = /);
    await way.waitFor();
    await look('way');
    await press(way.getByRole('link', { name: 'Bob' }));
    await page.getByRole('heading', { level: 1, name: 'Bob' }).waitFor();
    await hers.look('stakes-bob');
    const back = page.getByText(/^You → Carol 2\.5% → Bob \d+\.\d% = /);
    await press(back.getByRole('link', { name: 'Carol' }));
    await page.getByRole('heading', { level: 1, name: 'Carol' }).waitFor();
    await page.getByText(/^You → Bob 2\.5% → Carol/).waitFor();
  },
  slow,
);

test(
  'she sees how much influence leads to her, and that the reasons are remembered',
  async () => {
    const { page } = hers;
    await toPart('Influence');
    await page.getByText(/^\d+\.\d% of this network’s influence leads to you\.$/).waitFor();
    await page.getByText(/causes carry weight here/).waitFor();
    await look('influence');
    await toPart('Memory');
    await type('Find a word or a person', 'use each day');
    await page.getByText('What both do, I use each day.').waitFor();
    await look('memory');
  },
  slow,
);

test(
  'in the dark, and on a telephone, the same pages are fit to be used',
  async () => {
    const dark = await windows.open(people.alice.node, 'dark');
    dark.page.setDefaultTimeout(patienceMs);
    const routes = {
      mine: '/stakes',
      causes: '/stakes/causes',
      cause: `/stakes/causes/${causes.bob}`,
      offers: '/stakes/offers',
      rounds: '/stakes/rounds',
      round: `/stakes/rounds/${round}`,
      influence: '/stakes/influence',
      memory: '/stakes/memory',
    };
    for (const [name, route] of Object.entries(routes)) {
      await dark.go(route);
      await dark.page.getByText(stakeDefinition, { exact: true }).waitFor();
      await dark.look(`stakes-${name}`);
    }
    await dark.page.setViewportSize({ width: 360, height: 800 });
    for (const name of ['mine', 'offers', 'round'] as const) {
      await dark.go(routes[name]);
      await dark.page.getByText(stakeDefinition, { exact: true }).waitFor();
      await dark.look(`stakes-360-${name}`);
    }
  },
  slow,
);
