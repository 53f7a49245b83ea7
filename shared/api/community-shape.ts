/** A community as the page and the command line see it. Amounts are micros; keys and ids lower-case hexadecimal. */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { releaseLimits } from '../software/limits.ts';
import { Person, sentence } from './lending-shape.ts';
import { taskLimits } from '../work/work-state.ts';
import { moment } from './schema.ts';

export const currencyWords = ['cpu', 'man'] as const;
export const CurrencyWord = v.picklist(currencyWords);
export const communityNameLength = 40;
/** Members, epochs or lines in one answer. */
export const pageSizeMax = 500;

/** How one member stands in one currency. */
const Standing = v.strictObject({
  balance: integer,
  /** Drawn on the credit line and not yet repaid; zero while there is a balance. */
  promise: integer,
  /** What may be promised in all, by the last certificate. */
  line: integer,
  /** Accepted beyond line and balance, at the supplier's risk (R2): by this member, and towards it. */
  owed: integer,
  owedTo: integer,
});

export const Account = v.strictObject({
  currency: CurrencyWord,
  /** As the last certificate says. */
  certified: Standing,
  /** As it stands if the record is certified as it is known here. */
  provisional: Standing,
  /** Given and used since the last certificate. */
  given: integer,
  used: integer,
  /** When the present epoch ends: then what is provisional may be certified. */
  finalFromMs: moment,
});

/** A machine that certifies. */
export const Witness = v.strictObject({
  device: hex32,
  member: Person,
  label: text(limits.memberNameLength),
  isMe: v.boolean(),
  /** When a message of it was last taken in here; null: not since this node was started. */
  heardAtMs: v.nullable(moment),
  state: v.picklist(['here', 'heard lately', 'silent', 'not heard yet']),
});

/** An invitation that this member made on this machine. */
export const Invitation = v.strictObject({
  /** Public key of its secret. */
  id: hex32,
  /** The link to pass on. */
  link: text(2_000),
  madeAtMs: moment,
  expiresAtMs: moment,
  state: v.picklist(['open', 'used', 'expired']),
  usedBy: v.nullable(Person),
});

/** How the record stands on this machine. */
export const RecordHealth = v.strictObject({
  state: v.picklist([
    'starting',
    'alone',
    'catching up',
    'in step',
    /** More than a third of the witnesses cannot be heard, so nothing is certified; nothing is lost either. */
    'waiting for witnesses',
    /** This node computes another state than the certificate says, and certifies no more. */
    'disagrees',
  ]),
  /** What that means, and what to do, if anything. */
  sentence,
  reachable: v.boolean(),
  /** Machines of members that this one is connected to. */
  peers: count,
  /** The last certified height, and the last epoch that it closed. */
  height: count,
  epoch: count,
  certifiedAtMs: v.nullable(moment),
  /** The epoch of the present moment, and when it ends. */
  presentEpoch: count,
  presentEpochEndsAtMs: moment,
  /** Records that are known here and not certified yet. */
  waiting: count,
  bytesOnDisk: count,
  /** Peers that were disconnected because of what they sent, by reason, since the start. */
  refused: v.array(v.strictObject({ reason: text(60), times: count })),
});

/** One community of this node, all but what is read by the page. */
export const Community = v.strictObject({
  id: hex32,
  name: text(communityNameLength),
  startsAtMs: moment,
  epochMs: count,
  me: v.strictObject({
    /** `arriving`: this machine is not on the certified record yet. */
    status: v.picklist(['arriving', 'member', 'left', 'expelled', 'retired']),
    name: text(limits.memberNameLength),
    device: hex32,
    isWitness: v.boolean(),
    /** Height from which this member belongs to it. */
    since: v.nullable(count),
    /** What is left of the line that this member may pass on to others (R4). */
    sponsorable: integer,
    leaving: v.boolean(),
  }),
  members: count,
  accounts: v.array(Account),
  witnesses: v.array(Witness),
  /** The committee that this member last voted for, if it is another than the present. */
  voice: v.nullable(v.array(hex32)),
  invitations: v.array(Invitation),
  invitationsLeft: count,
  health: RecordHealth,
  /** Every constant of the genesis, by name, in the order of its bytes. */
  parameters: v.array(v.strictObject({ name: text(40), value: integer })),
  /** Changes whenever an answer to a question about it could: ask again then. */
  revision: count,
});

/** An attempt to come into a community, until the record has taken this machine up or it is given up. */
export const Joining = v.strictObject({
  id: hex32,
  name: text(communityNameLength),
  startedAtMs: moment,
  state: v.picklist(['looking', 'nobody answers', 'fetching', 'asking', 'refused']),
  sentence,
  /** Why it was refused, for programs. */
  refusal: v.nullable(
    v.picklist([
      'invitation_expired',
      'invitation_used',
      'inviter_not_a_member',
      'invitation_refused',
      'not_a_member',
    ]),
  ),
  height: v.nullable(count),
});

export const Device = v.strictObject({
  device: hex32,
  label: text(limits.memberNameLength),
  status: v.picklist(['active', 'retired', 'forked']),
  isMe: v.boolean(),
  isWitness: v.boolean(),
});

export const Member = v.strictObject({
  person: Person,
  status: v.picklist(['member', 'left', 'expelled']),
  isMe: v.boolean(),
  isFounder: v.boolean(),
  /** Null for founders. */
  inviter: v.nullable(Person),
  /** The epoch of its joining. */
  since: count,
  /** Trust in the community, of a million (R4). */
  trustPpm: count,
  devices: v.array(Device),
  accounts: v.array(v.strictObject({ currency: CurrencyWord, certified: Standing })),
});

/**
 * What one certificate changed for a member: opening + given - used = closing, where both ends are the balance
 * less the promise, and what others owe it less what it owes.
 */
export const AccountEpoch = v.strictObject({
  /** Null: not certified yet. */
  height: v.nullable(count),
  /** The last epoch that it closed, and the moments of its beginning and end. */
  epoch: count,
  startsAtMs: moment,
  endsAtMs: moment,
  opening: integer,
  given: integer,
  used: integer,
  closing: integer,
  /**
   * How it was settled: the balance rose by `received` and fell by `paid` and `repaid`, the promise rose by `drawn` and
   * fell by `repaid`; `minted` is this member's part of what was minted.
   */
  received: integer,
  paid: integer,
  drawn: integer,
  repaid: integer,
  minted: integer,
  balance: integer,
  promise: integer,
  line: integer,
});

/**
 * What stands behind an account's epoch: a counter of hours between two machines, signed by both; the acceptance of a
 * task; or what arrived of a release, charged from such counters.
 */
export const AccountLine = v.strictObject({
  record: hex32,
  currency: CurrencyWord,
  direction: v.picklist(['given', 'used']),
  with: Person,
  /** The task whose acceptance it is; null for what machines counted. */
  task: v.nullable(v.strictObject({ id: hex32, title: text(taskLimits.title) })),
  /** The release that was downloaded: served where machines are named, else its price, for those whose hours it is of. */
  release: v.nullable(
    v.strictObject({
      id: hex32,
      name: text(releaseLimits.nameLength),
      version: text(releaseLimits.versionLength),
    }),
  ),
  /** The other's machine and this member's; null for a task, and for the price of a release. */
  device: v.nullable(hex32),
  mine: v.nullable(hex32),
  /** The epoch in which the work was done, or accepted. */
  epoch: count,
  /** What this certificate credited: the difference to what was certified before. */
  quantity: integer,
  /** Slices behind it, or pieces of a release, in this certificate; and in all so far, of which `root` is the Merkle root. */
  slices: count,
  slicesInAll: count,
  /** Null for a task, and for the price of a release. */
  root: v.nullable(hex32),
});

/** One certificate of the supply of hours. */
export const SupplyEpoch = v.strictObject({
  height: count,
  epoch: count,
  endsAtMs: moment,
  currency: CurrencyWord,
  /** All that was given, and how much of it cancelled out in circles. */
  volume: integer,
  cleared: integer,
  minted: integer,
  /** The high-water mark of the surplus (M), of which the treasury is not in anybody's hands (T). */
  supply: integer,
  treasury: integer,
  /** What has flowed from people with a surplus to people with a deficit and not yet back (N). */
  surplus: integer,
  /** Of promises, older than they may be. */
  overdue: integer,
  /** Records in it, and members whose account it changed. */
  records: count,
  members: count,
});

export const Audit = v.strictObject({
  community: hex32,
  state: v.picklist(['running', 'same', 'different', 'stopped']),
  startedAtMs: moment,
  endedAtMs: v.nullable(moment),
  /** From which height, at which it is, and to which. */
  from: count,
  at: count,
  to: count,
  records: count,
  /** Of these, not on this computer: fetched from others, looked at and not kept. */
  fetched: count,
  /** The first height whose recomputation came out otherwise. */
  differsAt: v.nullable(count),
  stateRoot: v.nullable(hex32),
  sentence,
});
