/** What the window says of a community: how its record stands, who is in it, and how one comes in and goes. */
import type {
  CommunityView,
  InvitationView,
  JoiningView,
  MemberView,
  WitnessView,
} from './community-contract.ts';
import { formatLeft, formatWhen, personName, plural } from './words.ts';

type Health = CommunityView['health'];

/** The state of the record as a title. The sentence that explains it comes from the node. */
export function healthTitle({ state }: Pick<Health, 'state'>): string {
  return {
    starting: 'The record is being opened',
    alone: 'No other computer of this community is connected',
    'catching up': 'Catching up with the others',
    'in step': 'In step with the others',
    'waiting for witnesses': 'Waiting for witnesses',
    disagrees: 'This computer disagrees with the record',
  }[state];
}

/** What one can do about it; null where nothing needs doing. */
export function healthAdvice({ state }: Pick<Health, 'state'>): string | null {
  switch (state) {
    case 'starting':
    case 'catching up':
    case 'in step':
      return null;
    case 'alone':
      return 'You need not do anything: it goes on by itself when somebody is there. If others are online, check the connection of this computer.';
    case 'waiting for witnesses':
      return 'Ask the people whose machines are silent to start Common Hours. If one is gone for good, vote for other witnesses.';
    case 'disagrees':
      return 'Check the record here. If the check fails too, keep the file of the certificate that differs and show it to the others: one of the computers has a fault.';
  }
}

/** Whether somebody should look at the record. */
export function needsALook({ state }: Pick<Health, 'state'>): boolean {
  return state === 'disagrees' || state === 'waiting for witnesses';
}

/** The place of this member in the community, in a sentence; null for a member like others. */
export function membershipSentence({ status, leaving }: CommunityView['me']): string | null {
  if (status === 'member' && leaving) {
    return 'You have asked to leave. It takes effect with the next certificate.';
  }
  return {
    member: null,
    arriving: 'This computer is not on the record yet. It is taken up with the next certificate.',
    left: 'You have left this community. What you owe in it stays on the record.',
    expelled:
      'You were excluded from this community by its rules: two different records were signed in your name under one number.',
    retired:
      'This computer was retired from this community. Another of your machines is still in it.',
  }[status];
}

/** Whether one may act in the community as a member. */
export function canAct({ status, leaving }: CommunityView['me']): boolean {
  return status === 'member' && !leaving;
}

/** An attempt to come in, as a title. */
export function joiningTitle({ state, name }: Pick<JoiningView, 'state' | 'name'>): string {
  return {
    looking: `Looking for ${name}`,
    'nobody answers': `Nobody of ${name} answers`,
    fetching: `Fetching the record of ${name}`,
    asking: `Asking ${name} to take you in`,
    refused: `${name} did not take you in`,
  }[state];
}

/** What to do about an attempt that goes no further; null while it goes on. */
export function joiningAdvice({
  state,
  refusal,
}: Pick<JoiningView, 'state' | 'refusal'>): string | null {
  if (state === 'nobody answers') {
    return 'It is tried again by itself. Ask whoever invited you to keep Common Hours open for a while.';
  }
  if (state !== 'refused') return null;
  switch (refusal) {
    case 'invitation_expired':
      return 'Ask whoever invited you for a new link: this one has expired.';
    case 'invitation_used':
      return 'An invitation lets in one person. Ask for another one, or find out who used this one.';
    case 'inviter_not_a_member':
      return 'Ask another member for an invitation: whoever made this one has left.';
    default:
      return 'Ask whoever invited you for a new link.';
  }
}

/** What a member is to the community, in a word or two. */
export function memberWord({
  status,
  isFounder,
}: Pick<MemberView, 'status' | 'isFounder'>): string {
  if (status === 'left') return 'Left';
  if (status === 'expelled') return 'Excluded';
  return isFounder ? 'Founder' : 'Member';
}

/** A machine's state in a word. */
export function deviceWord({ status }: MemberView['devices'][number]): string {
  return { active: 'In use', retired: 'Retired', forked: 'Excluded' }[status];
}

/** When a witness was heard, in words. */
export function heardWords(
  { isMe, state, heardAtMs }: Pick<WitnessView, 'isMe' | 'state' | 'heardAtMs'>,
  nowMs: number,
  zone?: string,
): string {
  if (isMe) return 'this computer';
  if (state === 'here') return 'here now';
  if (heardAtMs === null) return 'not heard since this computer started';
  return `${state === 'silent' ? 'silent since' : 'heard'} ${formatWhen(heardAtMs, nowMs, zone)}`;
}

/** How many of the witnesses are there, and how many it takes. */
export function witnessesSentence(witnesses: readonly Pick<WitnessView, 'state'>[]): string {
  const here = witnesses.filter(({ state }) => state === 'here').length;
  const needed = witnessesNeeded(witnesses.length);
  if (witnesses.length === 1) {
    return here === 1 ? 'The one witness is here.' : 'The one witness cannot be heard.';
  }
  return `${here} of ${plural(witnesses.length, 'witness', 'witnesses')} can be heard; ${needed} are needed for hours to become final.`;
}

/** More than two thirds. */
export function witnessesNeeded(all: number): number {
  return Math.floor((all * 2) / 3) + 1;
}

/** What so many witnesses mean. */
export function committeeSentence(witnesses: 1 | 4 | 7): string {
  if (witnesses === 1) {
    return 'One machine makes hours final. While it is off, they stay provisional, and everybody trusts it not to delay anything. Good for two or three people who know each other.';
  }
  const [needed, faulty] = [witnessesNeeded(witnesses), Math.floor((witnesses - 1) / 3)];
  return `${needed} of ${witnesses} machines must agree for hours to become final. ${faulty === 1 ? 'One' : 'Two'} of them may be off, or lie, and nothing goes wrong.`;
}

/** Who used an invitation, or until when it can be. */
export function invitationWords(
  { state, usedBy, expiresAtMs }: Pick<InvitationView, 'state' | 'usedBy' | 'expiresAtMs'>,
  nowMs: number,
): string {
  if (state === 'used') return usedBy === null ? 'Used' : `Used by ${personName(usedBy)}`;
  if (state === 'expired') return 'Expired';
  return `Open for ${formatLeft(expiresAtMs - nowMs)}`;
}

/** Which of the communities one lends and asks in, by what the node says of itself; null in an open group. */
export function activeCommunity(
  place: { readonly kind: 'group' | 'community'; readonly topic: string },
  communities: readonly CommunityView[],
): CommunityView | null {
  if (place.kind !== 'community') return null;
  return communities.find(({ id }) => id === place.topic) ?? null;
}
