/**
 * The entry with which a Linux desktop starts a program at login: a file in `autostart` of the configuration
 * folder, by the Desktop Application Autostart Specification of freedesktop.org.
 */
import type { LoginCommand } from './login-start.ts';

/** The text of the entry. No argument holds a control character: `isWritable` of linux-start.ts says so before. */
export function autostartEntry({ program, args }: LoginCommand): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    'Name=Common Hours',
    'Comment=Lends idle processor time, as you chose',
    `Exec=${[program, ...args].map(quoted).join(' ')}`,
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Whether a desktop that finds this text starts the program: desktops switch entries off in two ways. */
export function isEntryOn(text: string): boolean {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s/g, '').toLowerCase());
  return !lines.includes('hidden=true') && !lines.includes('x-gnome-autostart-enabled=false');
}

/** Quoted as `Exec` wants it, whose backslashes are doubled once more because its value is a string of the file. */
function quoted(argument: string): string {
  const inside = argument.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${inside}"`.replaceAll('\\', '\\\\');
}
