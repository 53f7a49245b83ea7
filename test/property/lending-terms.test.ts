/** Whatever is read, and whatever holds: a stricter rule never lends more, and presets are terms that can be kept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTerms } from '../../shared/lending/check-terms.ts';
import { decideLending } from '../../shared/lending/decide.ts';
import { firstTerms, presetNames, presetTerms } from '../../shared/lending/presets.ts';
import type { LendingTerms } from '../../shared/lending/terms.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.info(`COMMON_HOURS_SEED=${String(seed)}`);
const runs = { seed, numRuns: 500 };

const GB = 1_000_000_000;
const machine = { cores: 16, memoryBytes: 16 * GB, diskFreeBytes: null };
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const percent = fc.integer({ min: 0, max: 100 });

const amounts = fc.record({
  cores: fc.integer({ min: 0, max: 16 }),
  memoryBytes: fc.integer({ min: 0, max: 16 * GB }),
  upBytesPerSecond: fc.constant(null),
  downBytesPerSecond: fc.constant(null),
});
const termsArbitrary: fc.Arbitrary<LendingTerms> = fc
  .record({
    here: amounts,
    away: amounts,
    other: amounts,
    week: fc.array(fc.constantFrom('as_set', 'paused', 'other'), {
      minLength: 168,
      maxLength: 168,
    }),
    quietSeconds: fc.integer({ min: 0, max: 600 }),
    onlyPluggedIn: fc.boolean(),
    batteryFloorPercent: orNull(percent),
    fullScreen: fc.boolean(),
    temperatureMaxCelsius: orNull(fc.integer({ min: 40, max: 110 })),
    memoryFreeBytesMin: orNull(fc.integer({ min: 0, max: 16 * GB })),
    otherLoadMaxPercent: orNull(percent),
  })
  .map(({ fullScreen, ...terms }) => ({
    ...firstTerms(machine, null),
    ...terms,
    notWhile: { programs: ['blender'], fullScreen },
  }));
const situation = fc.record({
  pausedUntilMs: orNull(fc.constantFrom(0, 1)),
  readings: fc.record({
    idleMs: orNull(fc.nat(10_000_000)),
    battery: fc.oneof(
      fc.constant(null),
      fc.constant('none' as const),
      fc.record({ percent, pluggedIn: fc.boolean() }),
    ),
    programs: orNull(fc.subarray(['blender'])),
    fullScreen: orNull(fc.boolean()),
    temperatureCelsius: orNull(fc.integer({ min: 20, max: 120 })),
    memoryFreeBytes: orNull(fc.integer({ min: 0, max: 16 * GB })),
    otherLoadPercent: orNull(percent),
  }),
  presence: fc.record({
    is: fc.constantFrom('here' as const, 'away' as const, 'unknown' as const),
    sinceMs: fc.constant(0),
    disturbedAtMs: orNull(fc.integer({ min: 1_700_000_000_000, max: 1_700_000_600_000 })),
  }),
  moment: fc.record({
    nowMs: fc.integer({ min: 1_700_000_000_000, max: 1_700_700_000_000 }),
    zoneOffsetMinutes: fc.integer({ min: -720, max: 840 }),
  }),
});

/** Ways to make terms stricter in one point. */
const stricter: readonly ((terms: LendingTerms) => LendingTerms)[] = [
  (terms) => ({ ...terms, onlyPluggedIn: true }),
  (terms) => ({ ...terms, batteryFloorPercent: Math.max(50, terms.batteryFloorPercent ?? 0) }),
  (terms) => ({ ...terms, notWhile: { ...terms.notWhile, fullScreen: true } }),
  (terms) => ({ ...terms, temperatureMaxCelsius: Math.min(70, terms.temperatureMaxCelsius ?? 70) }),
  (terms) => ({ ...terms, memoryFreeBytesMin: Math.max(8 * GB, terms.memoryFreeBytesMin ?? 0) }),
  (terms) => ({ ...terms, otherLoadMaxPercent: Math.min(30, terms.otherLoadMaxPercent ?? 30) }),
  (terms) => ({ ...terms, quietSeconds: terms.quietSeconds + 60 }),
  (terms) => ({ ...terms, week: terms.week.map(() => 'paused') }),
  (terms) => ({ ...terms, here: { ...terms.here, cores: Math.floor(terms.here.cores / 2) } }),
  (terms) => ({ ...terms, away: { ...terms.away, memoryBytes: 0 } }),
];

test('a stricter rule never lends more', () => {
  fc.assert(
    fc.property(
      termsArbitrary,
      situation,
      fc.constantFrom(...stricter),
      (terms, { pausedUntilMs, readings, presence, moment }, tighten) => {
        const decide = (of: LendingTerms) =>
          decideLending(
            { on: true, pausedUntilMs, shareMilli: 1000, terms: of },
            ...([readings, presence, moment] as const),
          );
        const [loose, strict] = [decide(terms), decide(tighten(terms))];
        expect(strict.cores).toBeLessThanOrEqual(loose.cores);
        expect(strict.memoryBytes).toBeLessThanOrEqual(loose.memoryBytes);
        expect(strict.may && !loose.may).toBe(false);
        expect(strict.may).toBe(strict.reason === null);
      },
    ),
    runs,
  );
});

test('presets can be kept by every machine, and each lends no less than the quieter one', () => {
  const machines = fc.record({
    cores: fc.integer({ min: 1, max: 256 }),
    memoryBytes: fc.integer({ min: 2 ** 28, max: 2 ** 40 }),
    diskFreeBytes: orNull(fc.integer({ min: 0, max: 2 ** 42 })),
  });
  fc.assert(
    fc.property(machines, (own) => {
      const before = firstTerms(own, null);
      expect(checkTerms(before, own).ok).toBe(true);
      const presets = presetNames.map((name) => presetTerms(name, own, before));
      for (const [index, terms] of presets.entries()) {
        expect(checkTerms(terms, own)).toMatchObject({ ok: true });
        expect(terms.here.cores).toBeLessThanOrEqual(terms.away.cores);
        const quieter = presets[index - 1];
        if (quieter === undefined) continue;
        expect(terms.here.cores).toBeGreaterThanOrEqual(quieter.here.cores);
        expect(terms.away.cores).toBeGreaterThanOrEqual(quieter.away.cores);
        expect(terms.diskBytes).toBeGreaterThanOrEqual(quieter.diskBytes);
      }
    }),
    runs,
  );
});
