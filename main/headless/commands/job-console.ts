/** What a program wrote where it ran, below the line that speaks of the run. */
export function consoleLines(console: string, indent: string): string[] {
  return console === '' ? [] : console.split('\n').map((line) => `${indent}| ${line}`);
}
