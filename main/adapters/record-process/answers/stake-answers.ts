/** The stake market: causes, offers, rounds, and what they made of who holds whom. */
import type { communityContract } from '../../../../shared/api/community-contract.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import { refuse } from '../../../../shared/base/result.ts';
import type { House } from './house.ts';

type Page = Handlers<typeof communityContract>;

export function stakeAnswers(_house: House): Pick<Page, 'causes' | 'stakes'> {
  const none = () => notYet;
  return {
    causes: { list: none, show: none, make: none, attest: none },
    stakes: {
      ...{ now: none, mine: none, paths: none, offers: none, preview: none, offer: none },
      ...{ withdraw: none, rounds: none, round: none, roundFile: none, check: none },
      ...{ influence: none, values: none, memory: none },
    },
  };
}

const notYet = refuse('unknown_community', 'The record keeps no stakes yet.');
