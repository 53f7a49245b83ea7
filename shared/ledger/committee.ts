/**
 * Who certifies: chosen by voices, weighed by trust in processor hours. A choice takes effect one height after the
 * one in which it was made, so that whoever follows the certificates knows each committee before it signs.
 */
import { byCodeUnits } from './draft.ts';
import { committeeSizes } from './genesis.ts';
import type { Device, LedgerState, Member } from './state.ts';

type People = {
  readonly members: ReadonlyMap<string, Member>;
  readonly devices: ReadonlyMap<string, Device>;
};
type Trust = ReadonlyMap<string, bigint>;

/** The committees of the next height and of the one after it. */
export function committeesAfter(
  before: Pick<LedgerState, 'upcoming'>,
  people: People,
  trust: Trust,
): Pick<LedgerState, 'committee' | 'upcoming'> {
  const chosen = chosenBy(people.members, trust) ?? before.upcoming;
  const seats = createSeats(people, trust);
  return { committee: seats.filled(before.upcoming), upcoming: seats.filled(chosen) };
}

/** The committee for which members with more than half of all present members' trust have raised their voice. */
function chosenBy(members: People['members'], trust: Trust): readonly string[] | null {
  const sums = new Map<string, { committee: readonly string[]; sum: bigint }>();
  let whole = 0n;
  for (const [key, { status, voice }] of members) {
    const held = trust.get(key) ?? 0n;
    if (status !== 'member') continue;
    whole += held;
    if (voice === null) continue;
    const name = voice.join();
    sums.set(name, { committee: voice, sum: (sums.get(name)?.sum ?? 0n) + held });
  }
  for (const { committee, sum } of sums.values()) if (sum * 2n > whole) return committee;
  return null;
}

/**
 * A seat whose machine was given up goes to another machine of the same member; one whose member is gone goes to
 * the most trusted member that has none. With too few people left, the committee becomes smaller.
 */
function createSeats({ members, devices }: People, trust: Trust) {
  const isPresent = (member: string) => members.get(member)?.status === 'member';
  let machines: ReadonlyMap<string, string> | null = null;

  /** Of each member that is there, the machine in use with the lowest key. */
  function machineByMember(): ReadonlyMap<string, string> {
    if (machines !== null) return machines;
    const lowest = new Map<string, string>();
    for (const [key, { member, status }] of devices) {
      if (status !== 'active' || !isPresent(member)) continue;
      const known = lowest.get(member);
      if (known === undefined || key < known) lowest.set(member, key);
    }
    machines = lowest;
    return lowest;
  }

  function filled(committee: readonly string[]): readonly string[] {
    const isWhole = committee.every((key) => {
      const device = devices.get(key);
      return device?.status === 'active' && isPresent(device.member);
    });
    if (isWhole) return committee;
    const seats = new Map<string, string>();
    for (const key of committee) {
      const device = devices.get(key);
      if (device === undefined || !isPresent(device.member)) continue;
      const machine = device.status === 'active' ? key : machineByMember().get(device.member);
      if (machine !== undefined) seats.set(device.member, machine);
    }
    for (const [member, machine] of byTrust()) {
      if (seats.size < committee.length && !seats.has(member)) seats.set(member, machine);
    }
    const size = [...committeeSizes].reverse().find((each) => each <= seats.size);
    if (size === undefined) return committee;
    return [...seats.values()].slice(0, size).sort(byCodeUnits);
  }

  function byTrust(): readonly (readonly [string, string])[] {
    const heldBy = (member: string) => trust.get(member) ?? 0n;
    return [...machineByMember()].sort(([a], [b]) => {
      const [first, second] = [heldBy(a), heldBy(b)];
      return first === second ? byCodeUnits(a, b) : first > second ? -1 : 1;
    });
  }

  return { filled };
}
