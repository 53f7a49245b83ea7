/** How far a slice had come when somebody took it up, as it is kept. */
import * as v from 'valibot';
import { count, hex32 } from '../../../shared/base/fields.ts';
import { handsMax } from '../../../shared/jobs/taking-up.ts';

/** The fields of `TakenUp` (shared/jobs/errand-state.ts); whoever has it now may be one of its authors, too. */
export const takenUp = {
  workCount: count,
  cpuMicroseconds: count,
  by: v.pipe(v.array(hex32), v.maxLength(handsMax + 1)),
};
