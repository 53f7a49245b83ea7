import { describe } from 'vitest';
import { startDesktop } from '../support/desktop-under-test.ts';
import { shellMustWork } from '../support/shell.ts';

describe('the desktop on the Electron double', () => {
  shellMustWork(async () => {
    const { shell, end } = await startDesktop();
    return {
      firstWindow: () => shell.firstWindow(),
      evaluate: (run, argument) => shell.evaluate(run, argument),
      close: end,
    };
  });
});
