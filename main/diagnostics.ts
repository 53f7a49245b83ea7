/**
 * What helps somebody else to find a fault of this node: text that its person reads before saving it, and that is sent
 * nowhere. Settings are told one by one, so that a new one is told only once somebody has decided that it may be: none
 * that is a name, a key or a list of people or programs. What the log says may hold anything, so what is known as a name
 * here, keys, links, addresses and the folder of the person are left out of it; the page says that other words stay.
 */
import { isIPv6 } from 'node:net';
import { homedir, release } from 'node:os';
import { join } from 'node:path';
import type { CommunitiesView } from '../shared/api/community-contract.ts';
import type { NodeStatusView } from '../shared/api/contract.ts';
import { printable } from '../shared/base/printable.ts';
import { lastLines } from './adapters/last-lines.ts';
import type { RecordProcess } from './adapters/record-process/record-process.ts';
import type { Clock } from './engine/ports.ts';
import type { Settings, SettingsValue } from './engine/settings.ts';

export interface DiagnosticsParts {
  /** The data folder. */
  readonly path: string;
  readonly version: string;
  readonly host: NodeStatusView['host'];
  readonly settings: Pick<Settings, 'get'>;
  readonly record: Pick<RecordProcess, 'state'>;
  readonly communities: () => Promise<CommunitiesView>;
  readonly clock: Pick<Clock, 'now'>;
}

const logs = ['node.log', 'record.log', 'releases.log'];
const bytesOfLog = 24 * 1024;
const linesOfLog = 100;

/** The text of the file, which is JSON. */
export async function readDiagnostics(parts: DiagnosticsParts): Promise<string> {
  const { path, version, host, clock } = parts;
  const settings = parts.settings.get();
  const { communities } = await parts.communities();
  const plain = withoutNames([
    ...[settings.name, settings.community, settings.place?.name],
    ...communities.flatMap(({ name, me }) => [name, me.name]),
  ]);
  const { phase, reason, ends } = parts.record.state();
  const said = {
    format: 'common-hours diagnostics',
    madeAt: new Date(clock.now()).toISOString(),
    version,
    host,
    system: `${process.platform} ${release()} ${process.arch}`,
    runtime: { node: process.versions.node, electron: process.versions['electron'] ?? null },
    settings: settingsToTell(settings),
    record: {
      ...{ phase, reason: reason === null ? null : plain(reason), ends },
      communities: communities.map(communityToTell),
    },
    logs: Object.fromEntries(
      logs.map((name) => [
        name,
        lastLines(join(path, name), bytesOfLog).slice(-linesOfLog).map(plain),
      ]),
    ),
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}

function settingsToTell(settings: SettingsValue) {
  const { lending, coresLent, shareMilli, pausedUntilMs, recoverySavedAtMs, rating } = settings;
  return {
    place: settings.place === null ? 'group' : 'community',
    ...{ lending, coresLent, shareMilli, pausedUntilMs, recoverySavedAtMs, rating },
    terms: settings.terms === null ? null : termsToTell(settings.terms),
  };
}

function termsToTell(terms: NonNullable<SettingsValue['terms']>) {
  const { here, away, other, week, awayAfterMinutes, quietSeconds, diskBytes } = terms;
  const { onlyPluggedIn, batteryFloorPercent, notWhile, temperatureMaxCelsius } = terms;
  const { memoryFreeBytesMin, otherLoadMaxPercent, lendTo, chosen, blocked, wattsPerCore } = terms;
  const hours = (plan: string) => week.filter((each) => each === plan).length;
  return {
    ...{ here, away, other, awayAfterMinutes, quietSeconds, diskBytes, onlyPluggedIn },
    hoursOfWeek: { as_set: hours('as_set'), paused: hours('paused'), other: hours('other') },
    ...{ batteryFloorPercent, temperatureMaxCelsius, memoryFreeBytesMin, otherLoadMaxPercent },
    notWhile: { programs: notWhile.programs.length, fullScreen: notWhile.fullScreen },
    ...{ lendTo, chosen: chosen.length, blocked: blocked.length, wattsPerCore },
  };
}

function communityToTell({ me, members, health, epochMs }: CommunitiesView['communities'][number]) {
  const { state, reachable, peers, height, epoch, presentEpoch, waiting, bytesOnDisk } = health;
  return {
    ...{ status: me.status, isWitness: me.isWitness, members, epochMs },
    ...{ state, reachable, peers, height, epoch, presentEpoch, waiting, bytesOnDisk },
    refused: health.refused,
  };
}

/** A line as it may be told: on its own, without what says who somebody is or where. */
function withoutNames(names: readonly (string | null | undefined)[]): (line: string) => string {
  const known = names.filter((name) => typeof name === 'string' && name !== '');
  const escaped = known.map((name) => String(name).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const longestFirst = escaped.sort((a, b) => b.length - a.length).join('|');
  const named = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst})(?![\\p{L}\\p{N}])`, 'giu');
  const home = homedir();
  return (line) => {
    const plain = printable(line)
      .replaceAll(home, (found) => (found.length > 1 ? '~' : found))
      .replaceAll(/\bcommonhours:\S+/gi, '[link]')
      .replaceAll(/\b[0-9a-z_-]{32,}/gi, '[key]')
      .replaceAll(/[0-9a-f:.]+/gi, withoutAddress)
      .replaceAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '[address]');
    return known.length === 0 ? plain : plain.replaceAll(named, '[name]');
  };
}

/** Digits, colons and points, which may be an address of the sixth version, with the stops of a sentence behind it. */
function withoutAddress(found: string): string {
  if (isIPv6(found)) return '[address]';
  const address = found.replace(/[.:]$/, '');
  return isIPv6(address) ? `[address]${found.slice(address.length)}` : found;
}
