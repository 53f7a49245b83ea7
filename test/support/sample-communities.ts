/** What a node may say of communities, for tests of pages: a month of a neighbourhood, and one that begins. */
import type {
  AccountEpochView,
  AccountLineView,
  AccountView,
  AuditView,
  CommunityView,
  JoiningView,
  MemberView,
  SupplyEpochView,
} from '../../shared/api/community-contract.ts';
import { defaultParameters, parameterOrder } from '../../shared/economy/parameters.ts';
import { hexOf, ines, me, noName, tomas } from './sample-views.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The full hour before the present moment, so that certificates end when they do for people. */
export const lastHourMs = Math.floor(Date.now() / hour) * hour;

const nothing = { balance: 0n, promise: 0n, line: 0n, owed: 0n, owedTo: 0n };
export const arabic = { id: hexOf('layla'), name: 'ليلى من الحي القديم' };
export const longName = { id: hexOf('long'), name: 'Maximiliane-Auguste zu Unterwaldhausen' };

/** What the certificates of `accountEpochs` come to, and what is not certified yet. */
const certifiedBalance = 25_700_556n;
const myAccount: AccountView = {
  currency: 'cpu',
  certified: { ...nothing, balance: certifiedBalance, line: 14_000_000n },
  provisional: { ...nothing, balance: certifiedBalance + 1_550_000n, line: 14_000_000n },
  given: 2_400_000n,
  used: 850_000n,
  finalFromMs: lastHourMs + hour,
};

/** Four founders, one witness silent, one's own invitations in each state. */
export function riverside(part: Partial<CommunityView> = {}): CommunityView {
  const startsAtMs = lastHourMs - 30 * day;
  return {
    id: hexOf('riverside'),
    name: 'Riverside workshop',
    startsAtMs,
    epochMs: hour,
    me: {
      status: 'member',
      name: 'Alva',
      device: hexOf('my device'),
      isWitness: true,
      since: 0,
      sponsorable: 6_000_000n,
      leaving: false,
    },
    members: 6,
    accounts: [myAccount, { ...myAccount, ...noWork }],
    witnesses: [
      witnessOf(me, 'desk', true, 'here', null),
      witnessOf(ines, 'laptop', false, 'here', Date.now() - 8_000),
      witnessOf(tomas, '', false, 'here', Date.now() - 21_000),
      witnessOf(longName, 'the machine below the stairs', false, 'silent', Date.now() - 5 * hour),
    ],
    voice: null,
    invitations: [
      invitationOf('open', 'open', null),
      invitationOf('used', 'used', arabic),
      invitationOf('expired', 'expired', null),
    ],
    invitationsLeft: 8,
    health: {
      state: 'in step',
      sentence: '3 records wait for the next certificate.',
      reachable: true,
      peers: 3,
      height: 412,
      epoch: 719,
      certifiedAtMs: lastHourMs,
      presentEpoch: 720,
      presentEpochEndsAtMs: lastHourMs + hour,
      waiting: 3,
      bytesOnDisk: 5_400_000,
      refused: [{ reason: 'bad_signature', times: 2 }],
    },
    parameters: parameterOrder.map((name) => ({ name, value: BigInt(defaultParameters[name]) })),
    revision: 7,
    ...part,
  };
}

const noWork = {
  currency: 'man',
  certified: { ...nothing, line: 14_000_000n },
  provisional: { ...nothing, line: 14_000_000n },
  given: 0n,
  used: 0n,
} as const;

function witnessOf(
  member: { readonly id: string; readonly name: string | null },
  label: string,
  isMe: boolean,
  state: CommunityView['witnesses'][number]['state'],
  heardAtMs: number | null,
): CommunityView['witnesses'][number] {
  return { device: hexOf(`device ${member.id}`), member, label, isMe, heardAtMs, state };
}

function invitationOf(
  seed: string,
  state: 'open' | 'used' | 'expired',
  usedBy: typeof arabic | null,
): CommunityView['invitations'][number] {
  const daysAgo = { open: 1, used: 9, expired: 12 }[state];
  return {
    id: hexOf(`invitation ${seed}`),
    link: `commonhours://join/${hexOf(`link ${seed}`, 420)}`,
    madeAtMs: Date.now() - daysAgo * day,
    expiresAtMs: Date.now() + (state === 'open' ? 6 : -5) * day,
    state,
    usedBy,
  };
}

/** A community in which nothing has happened yet. */
export function fresh(part: Partial<CommunityView> = {}): CommunityView {
  const base = riverside();
  const account = { ...myAccount, ...noWork, certified: nothing, provisional: nothing };
  return {
    ...base,
    id: hexOf('fresh'),
    name: 'Hinterhof',
    members: 1,
    accounts: [
      { ...account, currency: 'cpu' },
      { ...account, currency: 'man' },
    ],
    witnesses: base.witnesses.slice(0, 1),
    invitations: [],
    health: {
      ...base.health,
      state: 'in step',
      sentence: 'Everything is certified.',
      peers: 0,
      height: 0,
      epoch: 0,
      certifiedAtMs: null,
      waiting: 0,
      refused: [],
    },
    ...part,
  };
}

export const joiningOf = (
  state: JoiningView['state'],
  sentence: string,
  refusal: JoiningView['refusal'] = null,
): JoiningView => ({
  id: hexOf(`joining ${state}`),
  name: 'Old mill',
  startedAtMs: Date.now() - 40_000,
  state,
  sentence,
  refusal,
  height: state === 'fetching' ? 212 : null,
});

/** Eight people: names long, right to left and missing, one gone and one excluded. */
export function members(): readonly MemberView[] {
  const people = [
    [me, 'member', null, certifiedBalance],
    [ines, 'member', null, 9_200_000n],
    [tomas, 'member', null, -12_000_000n],
    [longName, 'member', null, 140_000_000n],
    [arabic, 'member', me, -4_500_000n],
    [noName, 'member', ines, 0n],
    [{ id: hexOf('rolf'), name: 'Rolf' }, 'left', tomas, 800_000n],
    [{ id: hexOf('mallory'), name: 'Mallory' }, 'expelled', ines, -2_000_000n],
  ] as const;
  return people.map(([person, status, inviter, net], index) => ({
    person,
    status,
    isMe: person.id === me.id,
    isFounder: inviter === null,
    inviter,
    since: index * 12,
    trustPpm: [310_000, 270_000, 190_000, 130_000, 80_000, 20_000, 0, 0][index] ?? 0,
    devices: devicesOf(person.id, status === 'expelled'),
    accounts: [
      {
        currency: 'cpu',
        certified: {
          ...nothing,
          balance: net > 0n ? net : 0n,
          promise: net < 0n ? -net : 0n,
          line: 14_000_000n,
        },
      },
      { currency: 'man', certified: { ...nothing, line: 14_000_000n } },
    ],
  }));
}

function devicesOf(person: string, isForked: boolean): MemberView['devices'] {
  const isMe = person === me.id;
  const first = {
    device: isMe ? hexOf('my device') : hexOf(`device ${person}`),
    label: isMe ? 'desk' : '',
    status: isForked ? ('forked' as const) : ('active' as const),
    isMe,
    isWitness: isMe,
  };
  if (!isMe) return [first];
  const laptop = { ...first, device: hexOf('my laptop'), label: 'laptop', isMe: false };
  const old = {
    ...laptop,
    device: hexOf('my old'),
    label: 'old tower',
    status: 'retired',
  } as const;
  return [first, { ...laptop, isWitness: false }, { ...old, isWitness: false }];
}

const given = [3_200_000n, 0n, 5_400_000n, 1_250_000n, 8_000_000n, 278n, 2_600_000n, 4_100_000n];
const used = [0n, 1_800_000n, 400_000n, 6_000_000n, 0n, 900_000n, 2_600_000n, 0n];

const epochsMade = 16;

/** Certificates of one's own account after the one that is not there yet, the newest first. */
export function accountEpochs(): readonly AccountEpochView[] {
  const rows: AccountEpochView[] = [];
  let closing = 0n;
  for (let index = 0; index < epochsMade; index += 1) {
    const opening = closing;
    const [into, out] = [given[index % 8] ?? 0n, used[(index * 3) % 8] ?? 0n];
    closing = opening + into - out;
    const circled = into < out ? into : out;
    const isBelow = closing < 0n;
    rows.push({
      height: 413 - epochsMade + index,
      epoch: 720 - epochsMade + index,
      startsAtMs: lastHourMs - (epochsMade - index) * hour,
      endsAtMs: lastHourMs - (epochsMade - 1 - index) * hour,
      ...{ opening, given: into, used: out, closing },
      received: into - circled,
      paid: isBelow ? 0n : out - circled,
      drawn: isBelow ? out - circled : 0n,
      repaid: 0n,
      minted: index % 5 === 0 ? (into - circled) / 2n : 0n,
      balance: isBelow ? 0n : closing,
      promise: isBelow ? -closing : 0n,
      line: 14_000_000n,
    });
  }
  const last = rows.at(-1);
  const provisional: AccountEpochView = {
    ...(last ?? expectRow()),
    height: null,
    epoch: 720,
    startsAtMs: lastHourMs,
    endsAtMs: lastHourMs + hour,
    ...{ opening: closing, given: 2_400_000n, used: 850_000n, closing: closing + 1_550_000n },
    ...{ received: 1_550_000n, paid: 0n, drawn: 0n, repaid: 0n, minted: 0n },
  };
  return [provisional, ...rows.reverse()];
}

function expectRow(): AccountEpochView {
  throw new Error('there is a row');
}

/** Two counters: one with receipts on this computer, one without. */
export function accountLines(epoch: number): readonly AccountLineView[] {
  const line = {
    currency: 'cpu',
    ...{ task: null, release: null },
    device: hexOf('their device'),
    mine: hexOf('my device'),
    epoch,
    root: hexOf('root'),
  } as const;
  return [
    {
      ...line,
      record: hexOf(`line ${epoch} ines`),
      direction: 'given',
      with: ines,
      quantity: 2_400_000n,
      slices: 18,
      slicesInAll: 18,
    },
    {
      ...line,
      record: hexOf(`line ${epoch} arabic`),
      direction: 'used',
      with: arabic,
      quantity: 850_000n,
      slices: 1,
      slicesInAll: 4,
    },
  ];
}

/** Sixty certificates of a supply that rises, falls back and rises above its mark again; the newest first. */
export function supplyEpochs(): readonly SupplyEpochView[] {
  let supply = 0n;
  const rows: SupplyEpochView[] = [];
  for (let index = 0; index < 60; index += 1) {
    const wave = Math.sin(index / 7) * 14 + index * 0.9;
    const surplus = BigInt(Math.max(0, Math.round(wave * 1_000_000)));
    const minted = surplus > supply ? surplus - supply : 0n;
    supply += minted;
    const volume = BigInt(8 + ((index * 7) % 13)) * 1_000_000n;
    rows.push({
      height: 353 + index,
      epoch: 660 + index,
      endsAtMs: lastHourMs - (59 - index) * hour,
      currency: 'cpu',
      ...{ volume, cleared: (volume * BigInt(20 + ((index * 11) % 60))) / 100n },
      ...{ minted, supply, treasury: supply - surplus, surplus },
      overdue: 0n,
      records: 20 + ((index * 17) % 40),
      members: 3 + (index % 5),
    });
  }
  return rows.reverse();
}

export function auditOf(state: AuditView['state'], part: Partial<AuditView> = {}): AuditView {
  return {
    community: hexOf('riverside'),
    state,
    startedAtMs: Date.now() - 20_000,
    endedAtMs: state === 'running' ? null : Date.now() - 1_000,
    from: 1,
    at: state === 'running' ? 187 : 412,
    to: 412,
    records: state === 'running' ? 4_410 : 9_812,
    fetched: 0,
    differsAt: state === 'different' ? 377 : null,
    stateRoot: state === 'running' ? null : hexOf('state root'),
    sentence: {
      running: 'Certificate 187 of 412 is being computed again.',
      same: 'All 412 certificates come out as they were signed.',
      different: 'At certificate 377 this computer reaches another result than was signed.',
      stopped: 'The check was stopped because the program was closed.',
    }[state],
    ...part,
  };
}
