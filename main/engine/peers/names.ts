/** The names that people go by. A name proves nothing; the member key does. */
import * as v from 'valibot';
import type { PersonView } from '../../../shared/api/contract.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { printable } from '../../../shared/base/printable.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { WorkStore } from '../ports.ts';
import type { Settings } from '../settings.ts';

const Known = v.object({ name: v.pipe(v.string(), v.maxLength(limits.memberNameLength)) });
/** Names that are remembered; whoever was heard of longest ago is forgotten first. */
const rememberedMax = 10_000;

export interface Names {
  own(): string | null;
  /** Of a member, or of the member whose machine a peer is. */
  person(peer: string): PersonView;
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
    person: (peer) => ({ id: memberOf(peer), name: names.get(memberOf(peer)) ?? null }),
    learn(member, name) {
      const shown = printable(name ?? '');
      if (shown === '') return;
      const before = names.get(member);
      names.delete(member);
      names.set(member, shown);
      if (before !== shown) work.put('people', member, JSON.stringify({ name: shown }));
      dropOldest(names, rememberedMax, (oldest) => {
        work.remove('people', oldest);
      });
    },
  };
}
