/** Communities that say what a test tells them to: topics as cells, calls noted and answered from a table. */
import type { AuditView, CommunitiesView } from '../../shared/api/community-contract.ts';
import { communityContract } from '../../shared/api/community-contract.ts';
import { contract } from '../../shared/api/contract.ts';
import type { RecordStateView } from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import { mapContract } from '../../shared/api/schema.ts';
import type { Contract } from '../../shared/api/schema.ts';
import type { Result } from '../../shared/base/result.ts';
import type { Refusal } from '../../shared/base/result.ts';
import { refuse } from '../../shared/base/result.ts';

type Answering = (input: never) => Result<unknown, Refusal>;

/** In no community, where every call is refused that `answers` does not know by `group.name`. */
export function createScriptedCommunities(
  noted: (name: string, input: unknown) => void = () => undefined,
) {
  const list = createCell<CommunitiesView>({
    device: null,
    communities: [],
    joining: [],
    unusable: [],
  });
  const audits = createCell<{ readonly audits: AuditView[] }>({ audits: [] });
  const record = createCell<RecordStateView>({
    phase: 'resting',
    reason: null,
    againAtMs: null,
    trouble: null,
  });
  const answers = new Map<string, Answering>();
  const topics = new Map<string, unknown>([
    ['communities.list', list],
    ['audits.list', audits],
    ['place.record', record],
  ]);
  const groups: Contract = { ...communityContract, place: contract.place };
  const handlers = mapContract(
    groups,
    (group, name) => topics.get(`${group}.${name}`) ?? ask(`${group}.${name}`),
  ) as Handlers<typeof communityContract> & Pick<Handlers<typeof contract>, 'place'>;

  function ask(name: string) {
    return (input: never) => {
      noted(name, input);
      return (
        answers.get(name)?.(input) ?? refuse('unknown_community', 'There is no such community.')
      );
    };
  }

  return { list, audits, record, answers, handlers };
}
