/** Everything that the process of the record answers, and the topic of how its communities stand. */
import { basename } from 'node:path';
import type { CommunitiesView } from '../../../../shared/api/community-contract.ts';
import { createCell } from '../../../../shared/api/handlers.ts';
import type { Cell, Handlers, Topic } from '../../../../shared/api/handlers.ts';
import type { recordContract } from '../../../../shared/api/record-contract.ts';
import { shorten } from '../../../../shared/api/wire.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import type { Clock } from '../../../engine/ports.ts';
import type { UnusableFile } from '../communities/communities.ts';
import { arrivalView, communityView } from '../views/community-view.ts';
import { auditsAnswers } from './audits.ts';
import { communitiesAnswers, invitationsAnswers } from './communities-answers.ts';
import { meOf } from './house.ts';
import type { House } from './house.ts';
import { orchestratorAnswers } from './orchestrator-answers.ts';
import { accountsAnswers, membersAnswers, recordsAnswers, workAnswers } from './record-answers.ts';
import { releaseAnswers } from './release-answers.ts';
import { stakeAnswers } from './stake-answers.ts';
import { taskAnswers } from './task-answers.ts';

export interface Answers {
  readonly handlers: Handlers<typeof recordContract>;
  /**
   * Something may have changed; says so soon, and the rarer the longer it takes to find out what. What a new
   * certificate makes final is said at once.
   */
  readonly changed: () => void;
  readonly stop: () => void;
}

const gatherMs = 30;
const tickMs = 30_000;
/** Reading how things stand may take at most this part of the time. */
const restFactor = 50;

export function createAnswers(house: House): Answers {
  const cell = createCell<CommunitiesView>({
    ...{ device: null, communities: [], joining: [], unusable: [] },
  });
  const { clock } = house;
  const changes = createSlowPublisher(clock, cell, {
    view: () => viewOf(house),
    heights: () => heightsOf(house),
  });
  // patience runs out without anybody's doing
  const stopTicking = clock.every(tickMs, changes.changed);
  // Nothing is published while nobody listens, and patience runs out meanwhile.
  const list: Topic<CommunitiesView> = {
    subscribe(listener) {
      if (cell.listeners() === 0) cell.setWhenWanted(() => viewOf(house));
      return cell.subscribe(listener);
    },
  };
  return {
    handlers: handlersOf(house, list),
    changed: changes.changed,
    stop() {
      stopTicking();
      changes.stop();
    },
  };
}

function handlersOf(house: House, list: Topic<CommunitiesView>): Handlers<typeof recordContract> {
  return {
    communities: { list, ...communitiesAnswers(house) },
    invitations: invitationsAnswers(house),
    members: membersAnswers(house),
    ...accountsAnswers(house),
    records: recordsAnswers(house),
    audits: auditsAnswers(house),
    ...stakeAnswers(house),
    ...taskAnswers(house),
    ...orchestratorAnswers(house),
    ...releaseAnswers(house),
    work: workAnswers(house),
  };
}

function viewOf(house: House): CommunitiesView {
  const { communities, attempts, clock } = house;
  const me = meOf(house);
  const nowMs = clock.now();
  const all = communities.all();
  return {
    device: bytesToHex(communities.keys().device.publicKey),
    communities: all.map((community) => communityView(community, me, nowMs)),
    joining: [
      ...attempts.views(),
      ...all.flatMap((community) => arrivalView(community, me, nowMs) ?? []),
    ],
    unusable: communities.unusable().map(unusableView),
  };
}

function heightsOf({ communities }: House): string {
  return communities
    .all()
    .map(({ node }) => node.view().height)
    .join();
}

/** The path stands beside the sentence, and one that is long must not make that longer than it may be. */
function unusableView({ file, sentence }: UnusableFile): CommunitiesView['unusable'][number] {
  return {
    file: file.slice(-fileLengthMax),
    sentence: shorten(sentence.replaceAll(file, basename(file))),
  };
}

const fileLengthMax = 1_000;

function createSlowPublisher(
  clock: Clock,
  cell: Cell<CommunitiesView>,
  read: { readonly view: () => CommunitiesView; readonly heights: () => string },
) {
  let cancel: (() => void) | null = null;
  let saidHeights = '';
  let cancelEnd: (() => void) | null = null;
  let restUntil = 0;
  const changed = () => {
    // Whoever begins to listen before it is published hears it at once.
    cell.setWhenWanted(read.view);
    const heights = read.heights();
    if (heights !== saidHeights) {
      saidHeights = heights;
      restUntil = 0;
      cancel?.();
      cancel = null;
    }
    cancel ??= clock.after(Math.max(gatherMs, restUntil - clock.elapsed()), publish);
  };
  const publish = () => {
    cancel = null;
    if (cell.listeners() === 0) return;
    const before = clock.elapsed();
    const view = read.view();
    cell.set(view);
    const after = clock.elapsed();
    restUntil = after + (after - before) * restFactor;
    cancelEnd?.();
    cancelEnd = clock.after(untilNextEnd(view, clock.now()), changed);
  };
  return {
    changed,
    stop() {
      cancel?.();
      cancelEnd?.();
    },
  };
}

/** Until an epoch ends, after which another moment is the next at which hours become final. */
function untilNextEnd({ communities }: CommunitiesView, nowMs: number): number {
  const ends = communities.map(({ health }) => health.presentEpochEndsAtMs - nowMs);
  return Math.max(gatherMs, Math.min(tickMs, ...ends));
}
