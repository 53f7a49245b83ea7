/** What keeps a machine from working in the community that it is in, in one sentence for people. */
import type { CommunitiesView, CommunityView } from '../shared/api/community-contract.ts';
import type { Destination } from './workplace.ts';

/** Null where nothing does, and while nothing is known because the process of the record is not up. */
export function placeTrouble(
  { kind, id, name }: Pick<Destination, 'kind' | 'id' | 'name'>,
  { device, communities, joining, unusable }: CommunitiesView,
): string | null {
  if (kind === 'group' || device === null) return null;
  const community = communities.find((each) => each.id === id);
  if (community !== undefined) return troubleWithin(community, name);
  if (joining.some((each) => each.id === id)) return arriving(name);
  const file = unusable.find((each) => each.file.includes(id.slice(0, fileNameDigits)));
  return file?.sentence ?? `This computer is not in “${name}” any more: ${choose}`;
}

/** Of the id in the name of a community's file. */
const fileNameDigits = 16;
const choose = 'choose another community or group in which to lend and ask.';

function troubleWithin({ me }: CommunityView, name: string): string | null {
  switch (me.status) {
    case 'member':
      return null;
    case 'arriving':
      return arriving(name);
    case 'left':
      return `You have left “${name}”: ${choose}`;
    case 'expelled':
      return `“${name}” has expelled you by its rules, so nobody there works with you: ${choose}`;
    case 'retired':
      return `The key of this computer was ended in “${name}”, so nobody there works with it: ${choose}`;
  }
}

function arriving(name: string): string {
  return `“${name}” has not taken this computer up yet: work begins when it has.`;
}
