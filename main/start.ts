/**
 * `npm start`: the desktop where Electron can run, otherwise the same node and the same page without
 * a window. What follows `--` goes on to either.
 */
import {
  electronArguments,
  fetchElectron,
  findElectron,
  findElectronDir,
  runElectron,
} from './desktop/electron-program.ts';
import { main } from './headless/cli.ts';
import { projectDir } from './paths.ts';

const args = process.argv.slice(2);
const electron = findElectron({
  argv: args,
  platform: process.platform,
  env: process.env,
  electronDir: findElectronDir(),
  fetch: fetchElectron,
});
const userId = process.getuid?.() ?? null;
const code = electron.ok
  ? await runElectron(electron.value, electronArguments(projectDir, args, process.platform, userId))
  : null;
if (code === null) {
  const why = electron.ok ? 'Electron did not come up' : electron.error.detail;
  console.log(`No window: ${why}.`);
  const rest = args.filter((each) => each !== '--headless' && each !== '--hidden');
  process.exitCode = await main(['node', ...rest]);
} else {
  process.exitCode = code;
}
