/** What pages, the tray and command lines of a node talk to: its engine, and the communities that it is in. */
import type { Client } from '../shared/api/client.ts';
import { communityContract } from '../shared/api/community-contract.ts';
import type { contract } from '../shared/api/contract.ts';
import type { Handlers } from '../shared/api/handlers.ts';
import type { recordContract } from '../shared/api/record-contract.ts';
import { ok, refuse } from '../shared/base/result.ts';
import type { Refusal, Result } from '../shared/base/result.ts';
import type { CommunityFacts } from './adapters/member-community.ts';
import type { Workplace } from './workplace.ts';

export interface Front {
  readonly handlers: Handlers<typeof contract>;
  /** Looks for people again at once: after sleep, or a change of network. */
  lookAgain(): void;
}

interface FrontParts {
  readonly workplace: Workplace;
  readonly record: Client<typeof recordContract>;
  /** Lends and asks there from now on, and after a restart. */
  readonly useCommunity: (community: CommunityFacts) => Promise<Result<null, Refusal>>;
  readonly useGroup: (code: string) => Promise<Result<null, Refusal>>;
}

/** Puts both together. */
export function createFront({ workplace, record, useCommunity, useGroup }: FrontParts): Front {
  async function use(id: string): Promise<Result<null, Refusal>> {
    const { communities } = await presentOf(record.communities.list);
    const wanted = communities.find((each) => each.id === id);
    if (wanted === undefined) {
      return refuse('unknown_community', 'This computer is not in a community of that name.');
    }
    if (wanted.me.status !== 'member') {
      return refuse('not_a_member', 'Work can begin when the record has taken this computer up.');
    }
    return useCommunity(wanted);
  }

  const place = {
    async use({ community, code }: { community: string | null; code: string | null }) {
      if (community !== null && code === null) return answerOf(await use(community));
      if (community === null && code !== null) return answerOf(await useGroup(code));
      return refuse('bad_community_code', 'Name a community or the code of an open group.');
    },
  };
  const handlers = { ...workplace.handlers, ...communityHandlers(record), place };
  // What the other process refuses goes through by its name, as it stands in its contract.
  return { handlers: handlers as unknown as Front['handlers'], lookAgain: workplace.lookAgain };
}

function answerOf(result: Result<null, Refusal>): Result<Record<never, never>, Refusal> {
  return result.ok ? ok({}) : result;
}

/** Asks the process of the record, word for word. */
function communityHandlers(record: Client<typeof recordContract>) {
  return Object.fromEntries(
    Object.keys(communityContract).map((group) => [
      group,
      record[group as keyof typeof communityContract],
    ]),
  );
}

function presentOf<Value>(topic: {
  subscribe(listener: (value: Value) => void): () => void;
}): Promise<Value> {
  return new Promise((resolve) => {
    let end: (() => void) | null = null;
    let hasCome = false;
    end = topic.subscribe((value) => {
      hasCome = true;
      end?.();
      resolve(value);
    });
    if (hasCome) end();
  });
}
