import { onTestFinished } from 'vitest';
import { createClient } from '../../shared/api/client.ts';
import { serve } from '../../shared/api/server.ts';
import { linkKinds } from './links.ts';
import type { LinkPair } from './links.ts';
import { createSample, sampleContract } from './sample.ts';

/** The ends of a link, with a node that serves the sample contract at one of them. */
export async function setup(kind: string, change: (pair: LinkPair) => LinkPair = (pair) => pair) {
  const pair = change(await linkKinds[kind]!());
  onTestFinished(() => pair.close());
  const sample = createSample();
  const warnings: string[] = [];
  const stop = serve(sampleContract, sample.handlers, pair.node, {
    version: '1.2.3',
    log: { warn: (sentence) => void warnings.push(sentence) },
    after(ms, action) {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  });
  return { ...pair, sample, warnings, stop };
}

/** As `setup`, with a client at the other end. */
export async function setupClient(kind: string) {
  const parts = await setup(kind);
  return { ...parts, client: createClient(sampleContract, parts.page) };
}

/** As `setup`, with nothing but text at the other end. */
export async function setupText(kind: string) {
  const parts = await setup(kind);
  const heard: unknown[] = [];
  let isClosed = false;
  parts.page.onFrame((frame) => void heard.push(JSON.parse(frame)));
  parts.page.onClose(() => (isClosed = true));
  return { ...parts, heard, isClosed: () => isClosed };
}
