/** A process that takes the data folder named by its argument, prints what came of it and stays. */
import { writeSync } from 'node:fs';
import { openDataFolder } from '../../main/adapters/data-folder.ts';

const opened = openDataFolder(process.argv[2] ?? '');
writeSync(1, `${JSON.stringify(opened.ok ? { ok: true } : opened)}\n`);
if (opened.ok) setInterval(() => opened.value.path, 60_000);
