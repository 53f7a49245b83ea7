/** What pages, the tray and command lines of a node talk to: its engine, and the communities that it is in. */
import type { CommunitiesView } from '../shared/api/community-contract.ts';
import { communityContract } from '../shared/api/community-contract.ts';
import type { contract, RecordStateView } from '../shared/api/contract.ts';
import { createCell } from '../shared/api/handlers.ts';
import type { Cell, Handlers } from '../shared/api/handlers.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import type { CommunityFacts } from './adapters/member-community.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import { phaseWords } from './adapters/record-process/supervisor.ts';
import type { Clock } from './engine/ports.ts';
import { knownCommunities, openedCommunities } from './known-communities.ts';
import { placeTrouble } from './place-trouble.ts';
import type { Workplace } from './workplace.ts';

export interface Front {
  readonly handlers: Handlers<typeof contract>;
  /** The computer goes to sleep: what runs here for others is saved elsewhere, if there is time for it, and held. */
  sleep(): void;
  /** Looks for people again at once, and goes on: after sleep, or a change of network. */
  lookAgain(): void;
}

interface FrontParts {
  readonly workplace: Workplace;
  readonly record: RecordProcess;
  readonly clock: Clock;
  /** What neither the engine nor the record answers. */
  readonly own: Pick<Handlers<typeof contract>, 'computer' | 'identity' | 'software'>;
  /** Lends and asks there from now on, and after a restart. */
  readonly useCommunity: (community: CommunityFacts) => Promise<Result<null, Refusal>>;
  readonly useGroup: (code: string) => Promise<Result<null, Refusal>>;
}

/** Puts both together. */
export function createFront(parts: FrontParts): Front {
  const { workplace, record, useCommunity, useGroup } = parts;
  const state = createRecordState(workplace, record);

  async function use(id: string): Promise<Result<null, Refusal>> {
    const { device, communities } = await openedCommunities(record, parts.clock);
    const wanted = communities.find((each) => each.id === id);
    if (wanted === undefined) {
      return device === null && record.state().phase !== 'resting'
        ? refuse('busy', 'The record of the communities is not open yet. Try again in a moment.')
        : refuse('unknown_community', 'This computer is not in such a community.');
    }
    if (wanted.me.status !== 'member') {
      const trouble = placeTrouble(
        { kind: 'community', ...wanted },
        await knownCommunities(record),
      );
      return refuse('not_a_member', trouble ?? 'You are no member of this community.');
    }
    return useCommunity(wanted);
  }

  const place = {
    record: state.cell,
    async use({ community, code }: { community: string | null; code: string | null }) {
      if ((community === null) === (code === null)) {
        return refuse('bad_community_code', 'Name a community or the code of an open group.');
      }
      const used = await (community === null ? useGroup(code ?? '') : use(community));
      state.update();
      return used.ok ? ok({}) : used;
    },
  };
  const handlers = { ...workplace.handlers, ...communityHandlers(record), ...parts.own, place };
  // What the other process refuses goes through by its name, as it stands in its contract.
  const { sleep, lookAgain } = workplace;
  return { handlers: handlers as unknown as Front['handlers'], sleep, lookAgain };
}

/** How the process of the record stands, as pages see it. */
function createRecordState(workplace: Workplace, record: RecordProcess) {
  let communities: CommunitiesView | null = null;
  const now = (): RecordStateView => {
    const { phase, reason, againAtMs } = record.state();
    const trouble = communities === null ? null : placeTrouble(workplace.at(), communities);
    return { phase: phaseWords[phase], reason, againAtMs, trouble };
  };
  const cell: Cell<RecordStateView> = createCell(now());
  const update = () => {
    const next = now();
    if (JSON.stringify(next) !== JSON.stringify(cell.get())) cell.set(next);
  };
  record.onState(update);
  record.client.communities.list.subscribe((next) => {
    communities = next;
    update();
  });
  return { cell, update };
}

/** Asks the process of the record, word for word. */
function communityHandlers({ client }: RecordProcess) {
  return Object.fromEntries(
    Object.keys(communityContract).map((group) => [
      group,
      client[group as keyof typeof communityContract],
    ]),
  );
}
