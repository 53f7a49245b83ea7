/** Which programs run: on Linux from the kernel's own list, which costs a few milliseconds; elsewhere by a library. */
import { readFile, readdir, stat } from 'node:fs/promises';

/** Linux keeps so many characters of a name. */
const keptLength = 15;
const namesMax = 500;
const nameLengthMax = 64;

/** Names of the person's own programs, each once, sorted; null where they cannot be read. */
export async function runningPrograms(): Promise<readonly string[] | null> {
  try {
    const names = process.platform === 'linux' ? await linuxNames() : await otherNames();
    const shown = [...new Set(names)]
      .filter((name) => name !== '')
      .map((name) => name.slice(0, nameLengthMax));
    return shown.sort(byCodeUnits).slice(0, namesMax);
  } catch {
    return null;
  }
}

/** Those of the wanted that run. Linux may have cut a name, so a longer one is compared as it would be cut. */
export function programsAmong(
  wanted: readonly string[],
  running: readonly string[],
): readonly string[] {
  const names = new Set(running.map((name) => name.toLowerCase()));
  return wanted.filter((name) => {
    const whole = name.toLowerCase();
    return names.has(whole) || (whole.length > keptLength && names.has(whole.slice(0, keptLength)));
  });
}

async function linuxNames(): Promise<readonly string[]> {
  const own = process.getuid?.();
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(
    ids.map(async (id) => {
      try {
        const [{ uid }, name] = await Promise.all([
          stat(`/proc/${id}`),
          readFile(`/proc/${id}/comm`, 'utf8'),
        ]);
        return own === undefined || uid === own ? name.trim() : '';
      } catch {
        return ''; // it has ended meanwhile
      }
    }),
  );
  return names;
}

async function otherNames(): Promise<readonly string[]> {
  const { list } = await (await import('systeminformation')).processes();
  return list.map(({ name }) => name.trim());
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
