/** The names that people go by. A name proves nothing; the member key does. */
import * as v from 'valibot';
import type { PersonView } from '../../../shared/api/contract.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Settings, WorkStore } from '../ports.ts';

const Known = v.object({ name: v.pipe(v.string(), v.maxLength(limits.memberNameLength)) });
/** Names that are remembered; later ones are still shown while their people are here. */
const rememberedMax = 10_000;

export interface Names {
  own(): string | null;
  person(member: string): PersonView;
  learn(member: string, name: string | null): void;
}

/** Names, remembered over restarts. */
export function createNames(settings: Settings, work: WorkStore): Names {
  const names = new Map<string, string>();
  for (const { key, state } of work.states('people')) {
    const known = v.safeParse(v.pipe(v.string(), v.parseJson(), Known), state);
    if (known.success) names.set(key, known.output.name);
  }
  return {
    own: () => settings.get().name,
    person: (member) => ({ id: member, name: names.get(member) ?? null }),
    learn(member, name) {
      const printable = name?.replaceAll(/[\p{C}]/gu, '').trim() ?? '';
      if (printable === '' || names.get(member) === printable) return;
      const isKnown = names.has(member);
      names.set(member, printable);
      if (isKnown || names.size <= rememberedMax) {
        work.put('people', member, JSON.stringify({ name: printable }));
      }
    },
  };
}
