/** Whom the main process hears, and what a new load of the page does. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { listenToWindow } from '../../main/links/electron-link.ts';
import { openBridgeLink } from '../../renderer/link/bridge-link.ts';
import type { Link } from '../../shared/api/link.ts';
import { createWindow } from './links.ts';
import { until } from './until.ts';

function setup(pageUrl = 'file:///app/index.html') {
  const window = createWindow(pageUrl);
  const links: Link[] = [];
  const heard: string[] = [];
  let closed = 0;
  const stop = listenToWindow({
    messages: window.messages,
    contents: window.contents,
    pageUrl,
    onLink(link) {
      links.push(link);
      link.onFrame((frame) => void heard.push(frame));
      link.onClose(() => (closed += 1));
    },
  });
  onTestFinished(stop);
  return { window, links, heard, closed: () => closed, stop };
}

test('another window, another frame and another page are not heard', async () => {
  const { window, links, heard } = setup();
  const { bridge, contents } = window;
  bridge.send('', { sender: {} });
  bridge.send('', { senderFrame: { url: 'file:///app/index.html' } });
  bridge.send('', { senderFrame: null });
  const page = await openBridgeLink(bridge);
  expect(links.length).toBe(1);
  bridge.send('foreign window', { sender: {} });
  bridge.send('inner frame', { senderFrame: { url: 'file:///app/index.html' } });
  bridge.send({ type: 'call' });
  for (const url of ['file:///tmp/evil.html', 'https://evil.example/', 'about:blank', '']) {
    contents.mainFrame.url = url;
    bridge.send(`from ${url}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  contents.mainFrame.url = 'file:///app/index.html?theme=dark#/jobs';
  page.send('ours');
  await until(() => expect(heard).toEqual(['ours']));
});

test('a page of our own scheme is known by its origin', async () => {
  const { window, heard } = setup('app://common-hours/index.html');
  window.contents.mainFrame.url = 'app://common-hours/jobs';
  const page = await openBridgeLink(window.bridge);
  page.send('ours');
  await until(() => expect(heard).toEqual(['ours']));
  window.contents.mainFrame.url = 'app://other/jobs';
  page.send('foreign');
  await new Promise((resolve) => setImmediate(resolve));
  window.contents.mainFrame.url = 'app://common-hours/jobs';
  page.send('ours again');
  await until(() => expect(heard).toEqual(['ours', 'ours again']));
});

test('a new load of the page ends what the one before had asked for', async () => {
  const { window, links, closed } = setup();
  const first = await openBridgeLink(window.bridge);
  const stale: string[] = [];
  first.onFrame((frame) => void stale.push(frame));
  links[0]!.send('before the reload');
  const fresh: string[] = [];
  const second = await openBridgeLink(window.bridge);
  second.onFrame((frame) => void fresh.push(frame));
  expect(closed()).toBe(1);
  links[0]!.send('to the page that is gone');
  links[1]!.send('to the new page');
  await until(() => expect(fresh).toEqual(['to the new page']));
  expect(stale).toEqual(['before the reload']);
});

test('the page learns that the node has stopped, and may begin anew', async () => {
  const { window, links } = setup();
  const page = await openBridgeLink(window.bridge);
  const ended = vi.fn();
  page.onClose(ended);
  links[0]!.close();
  await until(() => expect(ended).toHaveBeenCalledOnce());
  const next = await openBridgeLink(window.bridge);
  const heard: string[] = [];
  next.onFrame((frame) => void heard.push(frame));
  links[1]!.send('hello again');
  await until(() => expect(heard).toEqual(['hello again']));
});

test('a destroyed window ends its link, and nothing is sent to it', async () => {
  const { window, links, closed } = setup();
  await openBridgeLink(window.bridge);
  window.destroy();
  expect(closed()).toBe(1);
  links[0]!.send('to nobody');
});
