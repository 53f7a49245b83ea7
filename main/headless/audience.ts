/** Who may run a job, as it is said on the command line and by programs: people by their names or ids, or all whom one knows. */
import { personName } from '../../shared/api/words.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import { present } from './connect.ts';
import type { NodeConnection } from './connect.ts';

export interface AudienceOptions {
  /** Names, ids, or the beginnings of ids. */
  readonly only?: readonly string[];
  /** Those with whom hours were exchanged before. */
  readonly known?: boolean;
}

interface Somebody {
  readonly id: string;
  readonly name: string | null;
}

/** Their member keys; null: anyone. */
export async function audienceOf(
  client: NodeConnection['client'],
  { only = [], known = false }: AudienceOptions,
): Promise<Result<string[] | null, Refusal>> {
  if (only.length === 0 && !known) return ok(null);
  const statement = await present(client.hours.statement);
  if (!statement.ok) return statement;
  const people = await present(client.people.list);
  if (!people.ok) return people;
  const met = statement.value.people.map(({ with: person }) => person);
  const here = people.value.present.map(({ person }) => person);
  const chosen = new Set(known ? met.map(({ id }) => id) : []);
  for (const given of only) {
    const found = find(given, [...met, ...here]);
    if (!found.ok) return found;
    chosen.add(found.value);
  }
  if (chosen.size === 0) {
    return refuse(
      'nobody_known',
      'You have not exchanged hours with anybody yet, so there is nobody whom you know. Name those who may run it instead.',
    );
  }
  return chosen.size <= limits.peers
    ? ok([...chosen])
    : refuse('too_many_people', `These are more than ${String(limits.peers)} people.`);
}

function find(given: string, people: readonly Somebody[]): Result<string, Refusal> {
  if (/^[0-9a-f]{64}$/.test(given)) return ok(given);
  const isId = /^[0-9a-f]{6,}$/.test(given);
  const found = new Set(
    people
      .filter(({ id, name }) => name === given || (isId && id.startsWith(given)))
      .map(({ id }) => id),
  );
  const [only] = found;
  if (only !== undefined && found.size === 1) return ok(only);
  const names = [...new Set(people.map(personName))].slice(0, 10).join(', ');
  return found.size > 1
    ? refuse('unknown_person', `“${given}” are several people: give the id of the one you mean.`)
    : refuse(
        'unknown_person',
        `Nobody whom you know or who is here is called “${given}”. ${names === '' ? 'Nobody is here.' : `There are: ${names}.`}`,
      );
}
