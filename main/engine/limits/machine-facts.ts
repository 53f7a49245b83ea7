/** What the terms of lending are checked against: cores, memory and disk, as far as they are known by now. */
import type { LendingMachine } from '../../../shared/lending/terms.ts';
import type { Log, MachineReader } from '../ports.ts';
import type { Senses } from './senses.ts';

/** Until the machine has been read once: a small one, so that nothing is promised that may not be there. */
const memoryBytesAtFirst = 4_000_000_000;

export interface MachineFacts {
  now(): LendingMachine;
  /** Reads once; what cannot be read stays as it was. */
  read(): Promise<void>;
}

export function createMachineFacts(
  {
    machine,
    senses,
    log,
  }: {
    readonly machine: MachineReader;
    readonly senses: Senses;
    readonly log: Pick<Log, 'warn'>;
  },
  cores: number,
): MachineFacts {
  let facts: LendingMachine = { cores, memoryBytes: memoryBytesAtFirst, diskFreeBytes: null };
  return {
    now: () => facts,
    async read() {
      try {
        const [{ memoryBytes }, diskFreeBytes] = await Promise.all([
          machine.read(),
          senses.diskFreeBytes(),
        ]);
        facts = { cores, memoryBytes, diskFreeBytes };
      } catch (cause) {
        log.warn('The memory and the disk of this machine could not be read.', cause);
      }
    },
  };
}
