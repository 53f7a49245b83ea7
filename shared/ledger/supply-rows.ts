/** How releases and demand are written down in a state: lists in the order of their keys, as everything else there. */
import { list, struct, uint32, uint8 } from '../base/struct.ts';
import type { Forecast } from '../economy/forecast.ts';
import { releaseRecordLimits } from '../software/limits.ts';
import { pastDaysMax } from '../work/demand-state.ts';
import { signed } from './market-fields.ts';
import { releaseFileFields, releaseTextFields } from './release-fields.ts';
import { amount, hexKey, optional } from './snapshot-rows.ts';
import { flag } from './work-fields.ts';

const most = 2 ** 32 - 1;

const forecast = struct<Forecast>({
  days: uint32,
  quietDays: uint32,
  size: amount,
  chance: amount,
  level: signed(amount),
  trend: signed(amount),
  squaredError: amount,
  last: optional(struct({ foreseen: amount, was: amount })),
});

const spent = list(struct({ member: hexKey, quantity: amount }), most);
const part = struct({ cost: amount, recouped: amount, firstPrice: amount, investors: spent });

/** The key of a counter in its parts: supplier's and consumer's machine, cause, currency. */
const usedCounter = struct({
  epoch: uint32,
  supplier: hexKey,
  consumer: hexKey,
  cause: hexKey,
  currency: uint8,
});

const release = struct({
  key: hexKey,
  ...releaseTextFields,
  ...releaseFileFields,
  publisher: hexKey,
  maintainers: list(hexKey, releaseRecordLimits.maintainers),
  needed: uint8,
  tasks: list(hexKey, releaseRecordLimits.tasks),
  built: list(usedCounter, releaseRecordLimits.receipts),
  since: uint32,
  cpu: part,
  man: part,
  downloads: forecast,
  days: list(struct({ day: uint32, pieces: amount }), most),
  arrived: list(struct({ member: hexKey, pieces: uint32 }), most),
  arrivedAll: amount,
  prior: uint32,
  priorOf: uint32,
  expected: amount,
});

const request = struct({ day: uint32, since: uint32 });

const demand = struct({
  firstOpen: uint32,
  forecast,
  sums: list(struct({ day: uint32, asked: amount, downloads: amount }), most),
  foreseen: list(
    struct({ day: uint32, hours: amount, downloads: amount, wanted: amount, isGeneral: flag }),
    most,
  ),
  squaredError: optional(amount),
  request: optional(request),
  calledOff: optional(request),
  offers: list(
    struct({ member: hexKey, day: uint32, quantity: amount, since: uint32, given: amount }),
    most,
  ),
  reliability: list(struct({ member: hexKey, committed: uint32, fulfilled: uint32 }), most),
  history: list(struct({ day: uint32, foreseen: amount, happened: amount }), pastDaysMax),
});

export const supplyRows = struct({ releases: list(release, most), cpu: demand, man: demand });
