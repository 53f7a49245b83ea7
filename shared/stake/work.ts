/**
 * Verified work (rules R9, R11): what the community credits a member's supply with, remembered for some time. It
 * bounds what one may give of oneself in a round, and influence begins at it.
 */

/** Credited supply counts so many times, so that fading in whole numbers loses nothing that matters. */
const scale = 2n ** 32n;
/** The natural logarithm of 2, in millionths: a part that fades each moment halves after the time it is divided by. */
const halving = 693_147n;

/**
 * After one more round in which each member was credited with so much supply: W + (Y·2^32 − W)·ln 2·round/halfLife,
 * rounded down. Whoever has none is left out.
 */
export function advanceWork(
  work: ReadonlyMap<string, bigint>,
  credited: ReadonlyMap<string, bigint>,
  time: { readonly roundMs: number; readonly halfLifeMs: number },
): ReadonlyMap<string, bigint> {
  const whole = BigInt(time.halfLifeMs) * 1_000_000n;
  const faded = BigInt(time.roundMs) * halving;
  // A round that is longer than memory leaves nothing of what was before.
  const part = faded < whole ? faded : whole;
  const next = new Map<string, bigint>();
  for (const member of [...new Set([...work.keys(), ...credited.keys()])].sort()) {
    const before = work.get(member) ?? 0n;
    const towards = (credited.get(member) ?? 0n) * scale;
    const after = (before * (whole - part) + towards * part) / whole;
    if (after > 0n) next.set(member, after);
  }
  return next;
}
