// node --import ./test/support/electron-register.mjs out/main/desktop/main.js
// Runs the main process under plain Node: 'electron' is the double, everywhere, packages included.
// A parent with a channel may send `quit`, `close windows` and `windows`, which is answered.
import { registerHooks } from 'node:module';
import { setTimeout } from 'node:timers';

const double = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: double, shortCircuit: true } : next(name, context),
});
const { app, BrowserWindow, dialog } = await import(double);

// Electron gets ready once the main module has loaded, which here is so soon after the loop's start.
process.nextTick(() => setTimeout(() => app.becomeReady(), 200));

// Without a display Electron, too, writes what it cannot show.
const { showErrorBox } = dialog;
dialog.showErrorBox = (title, content) => {
  showErrorBox(title, content);
  console.error(`${title}: ${content}`);
};
process.on('message', (message) => {
  if (message === 'quit') app.quit();
  if (message === 'close windows') for (const window of BrowserWindow.all) window.destroy();
  if (message === 'windows') process.send({ windows: BrowserWindow.all.size });
});
process.on('disconnect', () => app.exit(1));
void app.exited.promise.then((code) => process.exit(code));
