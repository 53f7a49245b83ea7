/** Opens all that the process of the record holds, in order, and closes it in the reverse order. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { verifyWorkerUrl } from '../../paths.ts';
import { createSwarms } from '../hyperswarm.ts';
import { openKeys } from '../keys.ts';
import { openLog } from '../log.ts';
import { systemClock as clock } from '../system-clock.ts';
import { systemRandom as random } from '../system-random.ts';
import { createAnswers } from './answers/answers.ts';
import type { Answers } from './answers/answers.ts';
import { createAttempts } from './communities/attempts.ts';
import { openCommunities } from './communities/communities.ts';
import { openCommunityBook } from './communities/community-book.ts';
import { createInvitationWatch } from './communities/invitations.ts';
import type { RecordProcessGiven } from './host.ts';
import { createVerifier } from './verifier.ts';

export interface OpenedHouse {
  readonly handlers: Answers['handlers'];
  readonly log: ReturnType<typeof openLog>;
  readonly close: () => Promise<void>;
}

/** Threads for signatures: they come up for large batches only, and go again. */
const verifyThreadsMax = 2;
const renewedSentence =
  'The record of a community was of an earlier time, so this computer took a fresh key and begins with it.';

/** `onFailure` hears one sentence when the process must end: something cannot be kept, or a key was renewed. */
export async function openHouse(
  { dataFolder, bootstrap }: RecordProcessGiven,
  onFailure: (sentence: string) => void,
): Promise<Result<OpenedHouse, Refusal>> {
  const log = openLog({ file: join(dataFolder, 'record.log'), clock, echo: null });
  const keys = openKeys(dataFolder, { onSetAside: log.warn });
  if (!keys.ok) {
    log.close();
    return keys;
  }
  const book = openCommunityBook(dataFolder, { log, onFailure });
  const { transportSeed } = keys.value;
  const swarms = createSwarms({ transportSeed, bootstrap, clock, log });
  const verifier = createVerifier(
    verifyWorkerUrl(),
    Math.min(verifyThreadsMax, availableParallelism()),
  );
  const watches = new Map<string, () => void>();
  let answers: Answers | null = null;
  const changed = () => answers?.changed();

  const communities = await openCommunities({
    ...{ dataFolder, keys: keys.value, clock, random, log, swarms, book, onFailure },
    verifyMany: verifier.verifyMany,
    onChange(id) {
      watches.get(id)?.();
      changed();
    },
    onOpen: (community, all) => watches.set(community.id, createInvitationWatch(community, all)),
    onRenewed: () => onFailure(renewedSentence),
  });
  const attempts = createAttempts({ book, communities, swarms, clock, log, onChange: changed });
  answers = createAnswers({ communities, attempts, clock, random, changed });
  return ok({
    handlers: answers.handlers,
    log,
    async close() {
      answers.stop();
      await attempts.close();
      await communities.close();
      await swarms.close();
      await verifier.close();
      log.close();
    },
  });
}
