/**
 * What pages and the command line may ask about the communities of a node and their shared records.
 *
 * The one topic says how every community stands; what can be long is asked for by the page, again whenever the
 * community's `revision` has changed.
 */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import {
  AccountEpoch,
  AccountLine,
  Audit,
  Community,
  communityNameLength,
  CurrencyWord,
  Joining,
  Member,
  pageSizeMax,
  SupplyEpoch,
} from './community-shape.ts';
import { sentence } from './lending-shape.ts';
import { call, moment, nothing, topic } from './schema.ts';
import type { TopicSpec } from './schema.ts';
import { orchestratorContract } from './orchestrator-contract.ts';
import { releasesContract } from './software-contract.ts';
import { stakeContract } from './stake-contract.ts';
import { taskContract } from './task-contract.ts';

const Id = v.strictObject({ community: hex32 });
const memberName = v.pipe(text(limits.memberNameLength), v.minLength(1));
/** A link or code with whatever was pasted around it. */
const pasted = text(20_000);
const pageSize = v.pipe(count, v.minValue(1), v.maxValue(pageSizeMax));
const Submitted = v.strictObject({ record: hex32 });

export const communityContract = {
  communities: {
    list: topic(
      v.strictObject({
        /** The key of this machine: another one after the record was found to be rewound, null without a process. */
        device: v.nullable(hex32),
        communities: v.array(Community),
        joining: v.array(Joining),
        /** Files of communities that could not be opened: why, and what to do. The others go on. */
        unusable: v.array(v.strictObject({ file: text(1_000), sentence })),
      }),
    ),
    /** What a person hands to whoever founds a community, to be a founder of it: a line of text. */
    card: call(
      v.strictObject({ name: memberName }),
      v.strictObject({ card: text(500) }),
      'bad_name',
    ),
    create: call(
      v.strictObject({
        name: v.pipe(text(communityNameLength), v.minLength(1)),
        /** One's own, as the others will see it. */
        memberName,
        /** Cards of the other founders. */
        founders: v.pipe(v.array(text(500)), v.maxLength(15)),
        witnesses: v.picklist([1, 4, 7]),
        /** Constants other than the usual ones. */
        parameters: v.pipe(
          v.array(v.strictObject({ name: text(40), value: integer })),
          v.maxLength(40),
        ),
      }),
      Id,
      'bad_name',
      'bad_card',
      'founder_repeated',
      'too_few_founders',
      'bad_parameters',
      'too_many_communities',
      'store_unusable',
    ),
    /** Comes into a community whose genesis one has: as a founder, or with a further machine of a member. */
    open: call(
      v.strictObject({ link: pasted, label: v.nullable(memberName) }),
      Id,
      'link_malformed',
      'already_there',
      'too_many_communities',
      'store_unusable',
    ),
    /** The link that `open` takes, and the genesis itself for a recovery file. */
    link: call(Id, v.strictObject({ link: pasted, genesis: bytes(8_192) }), 'unknown_community'),
    /** What an invitation says, before it is accepted. Nobody is asked. */
    read: call(
      v.strictObject({ link: pasted }),
      v.strictObject({
        community: hex32,
        name: text(communityNameLength),
        inviter: hex32,
        /** Whether this node is in that community already. */
        isThere: v.boolean(),
      }),
      'invitation_missing',
      'invitation_malformed',
      'invitation_newer',
      'invitation_forged',
    ),
    /** Answers when the attempt has begun; the topic says what becomes of it. */
    join: call(
      v.strictObject({ link: pasted, memberName }),
      Id,
      'bad_name',
      'invitation_missing',
      'invitation_malformed',
      'invitation_newer',
      'invitation_forged',
      'already_there',
      'too_many_communities',
    ),
    /** Gives an attempt up, or takes a refused one from the list. */
    cancelJoin: call(Id, nothing, 'unknown_community'),
    /** Ends the membership with the next certificate. Debts stay on the record, and so does the file. */
    leave: call(Id, Submitted, 'unknown_community', 'not_a_member', 'refused'),
    /** Takes a community that one is no longer a member of from the list. Its file is kept. */
    putAway: call(Id, nothing, 'unknown_community', 'still_a_member'),
  },
  invitations: {
    make: call(
      v.strictObject({
        community: hex32,
        validDays: v.pipe(count, v.minValue(1), v.maxValue(30)),
      }),
      v.strictObject({ id: hex32, link: text(2_000), expiresAtMs: moment }),
      'unknown_community',
      'not_a_member',
      'too_many_invitations',
    ),
    /** Takes one from the list. Whoever has the link can still use it until it expires. */
    forget: call(
      v.strictObject({ community: hex32, id: hex32 }),
      nothing,
      'unknown_community',
      'unknown_invitation',
    ),
  },
  members: {
    /** By key. `after` is the last one of the page before. */
    list: call(
      v.strictObject({ community: hex32, after: v.nullable(hex32), limit: pageSize }),
      v.strictObject({ members: v.array(Member), total: count }),
      'unknown_community',
    ),
    show: call(
      v.strictObject({ community: hex32, member: hex32 }),
      Member,
      'unknown_community',
      'unknown_member',
    ),
    /** One's voice for who shall be witnesses: device keys of 1, 4 or 7 members. */
    vote: call(
      v.strictObject({ community: hex32, committee: v.pipe(v.array(hex32), v.maxLength(7)) }),
      Submitted,
      'unknown_community',
      'not_a_member',
      'refused',
    ),
    /** Passes a part of one's own undrawn line on (R4). */
    sponsor: call(
      v.strictObject({ community: hex32, member: hex32, quantity: integer }),
      Submitted,
      'unknown_community',
      'not_a_member',
      'unknown_member',
      'line_exceeded',
      'refused',
    ),
    /** Ends a machine of one's own: lost or sold. */
    retire: call(
      v.strictObject({ community: hex32, device: hex32 }),
      Submitted,
      'unknown_community',
      'not_a_member',
      'unknown_device',
      'refused',
    ),
    /** A new label for this machine. */
    relabel: call(
      v.strictObject({ community: hex32, label: memberName }),
      Submitted,
      'unknown_community',
      'not_a_member',
      'refused',
    ),
  },
  accounts: {
    /**
     * One's own, the newest first, those below a height or all; the provisional one leads the first page, and is one of
     * `limit`. A page that is not full is the last one. `oldest` is the first height of which more than its certificate
     * is known here, in any page; 0 where there is none.
     */
    epochs: call(
      v.strictObject({
        community: hex32,
        currency: CurrencyWord,
        before: v.nullable(count),
        limit: pageSize,
      }),
      v.strictObject({ epochs: v.array(AccountEpoch), oldest: count }),
      'unknown_community',
    ),
    /** Why: the counters of one certificate, or those that wait for the next one. */
    lines: call(
      v.strictObject({ community: hex32, height: v.nullable(count) }),
      v.strictObject({ lines: v.array(AccountLine), isCut: v.boolean() }),
      'unknown_community',
      'unknown_height',
      'pruned',
    ),
  },
  supply: {
    /** The newest first, those below a height or all; full pages and `oldest` as for accounts. */
    epochs: call(
      v.strictObject({
        community: hex32,
        currency: CurrencyWord,
        before: v.nullable(count),
        limit: pageSize,
      }),
      v.strictObject({ epochs: v.array(SupplyEpoch), oldest: count }),
      'unknown_community',
    ),
  },
  records: {
    /** All that makes one height recomputable by others; `offset` reads on in its records. */
    export: call(
      v.strictObject({ community: hex32, height: count, offset: count }),
      v.strictObject({
        height: count,
        epoch: count,
        value: bytes(4_096),
        certificate: bytes(65_536),
        /** The fold's report, as JSON. */
        report: v.nullable(v.string()),
        total: count,
        records: v.pipe(
          v.array(
            v.strictObject({
              id: hex32,
              kind: text(20),
              bytes: bytes(4_096),
              /** Its fields, as JSON: keys and hashes in hexadecimal, amounts as decimal strings. */
              body: v.string(),
            }),
          ),
          v.maxLength(pageSizeMax),
        ),
      }),
      'unknown_community',
      'unknown_height',
      'pruned',
    ),
  },
  audits: {
    /** The last one of each community. */
    list: topic(v.strictObject({ audits: v.array(Audit) })),
    /** Recomputes everything from a height on, or from the genesis. */
    start: call(
      v.strictObject({ community: hex32, fromHeight: v.nullable(count) }),
      nothing,
      'unknown_community',
      'audit_running',
      'pruned',
    ),
  },
  ...stakeContract,
  ...taskContract,
  ...orchestratorContract,
  ...releasesContract,
} as const;

type TopicValue<S> = S extends TopicSpec<infer Value> ? Value : never;

export type CommunitiesView = TopicValue<typeof communityContract.communities.list>;
export type CommunityView = v.InferOutput<typeof Community>;
export type JoiningView = v.InferOutput<typeof Joining>;
export type MemberView = v.InferOutput<typeof Member>;
export type AccountEpochView = v.InferOutput<typeof AccountEpoch>;
export type AccountLineView = v.InferOutput<typeof AccountLine>;
export type SupplyEpochView = v.InferOutput<typeof SupplyEpoch>;
export type AuditView = v.InferOutput<typeof Audit>;
export type AccountView = CommunityView['accounts'][number];
export type WitnessView = CommunityView['witnesses'][number];
export type InvitationView = CommunityView['invitations'][number];
