import type { CauseView } from '../../../shared/api/cause-shape.ts';
import { isHex32 } from '../../../shared/base/fields.ts';
import { useAnswer, type Answer } from '../../node/use-answer.ts';

/** The cause that an address names, or why there is none; null asks nothing. */
export function useCause(
  community: string,
  id: string | null,
  revision: unknown = 0,
): Answer<CauseView> {
  const isId = isHex32(id);
  const answer = useAnswer(
    (node) => node.causes.show,
    isId ? { community, cause: id } : null,
    revision,
  );
  return id === null || isId ? answer : { ...answer, problem: 'The address names no cause.' };
}
