/**
 * The one value that describes all that a page, the tray or the command line may ask of a node.
 * The client, the server, the types of both and the tests derive from it.
 */
import * as v from 'valibot';
import { limits } from '../domain/limits.ts';
import { count, hex32, text } from '../base/fields.ts';
import { communityContract } from './community-contract.ts';
import { computerContract } from './computer-contract.ts';
import { identityContract } from './identity-contract.ts';
import { jobsContract } from './jobs-contract.ts';
import type { Job } from './jobs-shape.ts';
import { Entry, Statement } from './hours-shape.ts';
import type { Balance, Finality } from './hours-shape.ts';
import { lendingContract } from './lending-contract.ts';
import { Person, sentence } from './lending-shape.ts';
import type { EndedRun, Run, Wall } from './lending-shape.ts';
import { call, moment, nothing, topic } from './schema.ts';
import { softwareContract } from './software-contract.ts';
import type { Schema } from '../base/fields.ts';
import type { TopicSpec } from './schema.ts';

/** What the machine says of itself. What cannot be read is null, and shown as "not readable here". */
const Machine = v.strictObject({
  processor: v.nullable(text(200)),
  /** Threads that the operating system can run at the same time. */
  cores: count,
  loadPercent: v.nullable(count),
  memoryBytes: count,
  memoryFreeBytes: v.nullable(count),
  battery: v.nullable(v.strictObject({ percent: count, pluggedIn: v.boolean() })),
  temperatureCelsius: v.nullable(count),
  /** Speed of one core against the reference core in thousandths; null until it is measured. */
  ratingMilli: v.nullable(count),
  /** Half the distance between the quartiles of the measurements, in thousandths. */
  ratingSpreadMilli: v.nullable(count),
  ratedAtMs: v.nullable(moment),
});

const NodeStatus = v.strictObject({
  version: text(40),
  host: v.picklist(['desktop', 'headless']),
  me: Person,
  /** Where this machine lends and asks: an open group, whose name is its code, or a community with a record. */
  community: v.strictObject({
    kind: v.picklist(['group', 'community']),
    name: text(limits.communityCodeLength),
    topic: hex32,
  }),
  connection: v.strictObject({
    /** `alone`: on the network, but nobody of this community has answered yet. */
    state: v.picklist(['starting', 'alone', 'online', 'offline']),
    sinceMs: moment,
    people: count,
    lending: count,
  }),
  machine: Machine,
});

const Peer = v.strictObject({
  person: Person,
  sinceMs: moment,
  lending: v.boolean(),
  freeSlots: count,
  ratingMilli: v.nullable(count),
});

const People = v.strictObject({
  present: v.array(Peer),
  /**
   * Connections that were ended here since the start, by reason: for what the other side sent, or because the record
   * as it is known here does not name it, which is nobody's fault.
   */
  refused: v.array(v.strictObject({ reason: text(60), times: count })),
  /** Who ended a connection for what this computer sent, and is not here again; the last ones. */
  turnedAway: v.array(v.strictObject({ person: Person, reason: text(60), atMs: moment })),
});

/** What the engine answers: all that concerns the community in which this machine lends and asks. */
export const engineContract = {
  node: {
    status: topic(NodeStatus),
    rename: call(v.strictObject({ name: v.nullable(text(limits.memberNameLength)) }), nothing),
  },
  people: {
    list: topic(People),
  },
  lending: lendingContract,
  jobs: jobsContract,
  hours: {
    statement: topic(Statement),
    /** Older entries, newest first: those kept before the receipt named, or the newest of all. */
    entries: call(
      v.strictObject({ before: v.nullable(hex32), limit: v.pipe(count, v.maxValue(1000)) }),
      v.strictObject({ entries: v.array(Entry) }),
      'unknown_receipt',
    ),
  },
} as const;

/** What every page, tray and command line may ask: the engine's part, and the communities of this node. */
export const contract = {
  ...engineContract,
  ...communityContract,
  computer: computerContract,
  identity: identityContract,
  ...softwareContract,
  place: {
    /** How the process of the record stands, and what keeps this machine from working where it lends and asks. */
    record: topic(
      v.strictObject({
        /** `resting`: this node is in no community. */
        phase: v.picklist(['resting', 'starting', 'running', 'down']),
        /** Why it ended the last time; null while it never did. */
        reason: v.nullable(sentence),
        /** When it is started again, while it is down. */
        againAtMs: v.nullable(moment),
        /** Why nobody of the community in use can be met, such as that this member has left it; null: nothing. */
        trouble: v.nullable(sentence),
      }),
    ),
    /**
     * Lends and asks elsewhere from now on: in a community, or in the open group of a code; exactly one of them is
     * named. What runs for others is handed back; one's own open jobs wait until one comes back here.
     */
    use: call(
      v.strictObject({
        community: v.nullable(hex32),
        code: v.nullable(text(limits.communityCodeLength)),
      }),
      nothing,
      'unknown_community',
      'not_a_member',
      'bad_community_code',
      'busy',
    ),
  },
} as const;

type TopicValue<S> = S extends TopicSpec<infer Value> ? Value : never;
type CallInput<S> = S extends { readonly kind: 'call'; readonly input: Schema<infer Input> }
  ? Input
  : never;

export type PersonView = v.InferOutput<typeof Person>;
export type MachineView = v.InferOutput<typeof Machine>;
export type NodeStatusView = TopicValue<typeof contract.node.status>;
export type RecordStateView = TopicValue<typeof contract.place.record>;
export type PeopleView = TopicValue<typeof contract.people.list>;
export type PeerView = v.InferOutput<typeof Peer>;
export type LendingView = TopicValue<typeof contract.lending.state>;
export type WallView = v.InferOutput<typeof Wall>;
export type RunView = v.InferOutput<typeof Run>;
export type EndedRunView = v.InferOutput<typeof EndedRun>;
export type JobView = v.InferOutput<typeof Job>;
export type JobListView = TopicValue<typeof contract.jobs.list>;
export type JobRequestInput = CallInput<typeof contract.jobs.submit>;
export type FinalityView = v.InferOutput<typeof Finality>;
export type EntryView = v.InferOutput<typeof Entry>;
export type BalanceView = v.InferOutput<typeof Balance>;
export type StatementView = TopicValue<typeof contract.hours.statement>;
