/** The unit with which systemd starts a program for one person, on a machine without a desktop too. */
import type { LoginCommand } from './login-start.ts';

/** The text of the unit. It starts with the person's session, and is not started again when it ends. */
export function userUnit({ program, args }: LoginCommand): string {
  return [
    '[Unit]',
    'Description=Common Hours lends idle processor time, as you chose',
    '',
    '[Service]',
    `ExecStart=${[program, ...args].map(quoted).join(' ')}`,
    // a node that ends in order hands its work back first
    'TimeoutStopSec=20',
    '',
    '[Install]',
    `WantedBy=${wantedBy}`,
    '',
  ].join('\n');
}

export const wantedBy = 'default.target';

function quoted(argument: string): string {
  const inside = argument.replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${inside.replaceAll('$', () => '$$')}"`;
}
