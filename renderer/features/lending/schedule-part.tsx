import { useState } from 'react';
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import type { HourPlan } from '../../../shared/lending/terms.ts';
import { hourOfWeek } from '../../../shared/lending/week.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { KeyList } from '../../ui/key-list.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../app/use-now.ts';
import { Amounts } from './amounts.tsx';
import { useTermsCalls } from './use-terms.ts';
import { useDrawn } from './use-drawn.ts';
import css from './week-grid.module.css';
import { WeekGrid } from './week-grid.tsx';
import { weekPlans, weekSentence } from './week-plans.ts';

/** What each hour of the week says: as the limits say, other limits, or nothing. */
export function SchedulePart({ view }: { readonly view: TermsView }) {
  const { change, problem } = useTermsCalls();
  const [brush, setBrush] = useState<HourPlan>('paused');
  const [week, draw] = useDrawn<readonly HourPlan[]>(view.terms.week);
  const nowMs = useNow(60_000);
  const now = hourOfWeek({ nowMs, zoneOffsetMinutes: -new Date(nowMs).getTimezoneOffset() });
  const paint = (next: HourPlan[]) => {
    draw(next, change({ week: next }));
  };
  return (
    <>
      {problem !== null && (
        <Notice kind="fault" live>
          {problem}
        </Notice>
      )}
      <Panel title="Schedule">
        <div className={css.bar}>
          <Brush value={brush} onChange={setBrush} />
          <div className={css.presets} role="group" aria-label="Weeks to begin with">
            {weekPlans.map((plan) => (
              <Button
                key={plan.id}
                small
                onPress={() => {
                  paint([...plan.week]);
                }}
              >
                {plan.name}
              </Button>
            ))}
          </div>
        </div>
        <WeekGrid week={week} brush={brush} now={now} onPaint={paint} />
        <div className={css.foot}>
          <KeyList
            caption
            entries={[
              { swatch: 'solid', label: 'as the limits say' },
              { swatch: 'hatched', label: 'other limits' },
              { swatch: 'free', label: 'nothing is lent' },
            ]}
          />
          <p aria-live="polite">{weekSentence(week)}</p>
          <p>
            Draw over the hours, or move with the arrow keys and paint with Space; Shift with an
            arrow paints on. The hour that it is now has a frame. Hours are by this computer’s
            clock.
          </p>
        </div>
      </Panel>
      <Panel title="Other limits" aside="for the hours that say so, whoever is at the computer">
        <Amounts
          title="In those hours"
          when="in those hours"
          amounts={view.terms.other}
          machine={view.machine}
          onChange={(other) => change({ other })}
        />
      </Panel>
    </>
  );
}

function Brush({
  value,
  onChange,
}: {
  readonly value: HourPlan;
  readonly onChange: (plan: HourPlan) => void;
}) {
  return (
    <Choice<HourPlan>
      label="Paint with"
      value={value}
      options={[
        { id: 'as_set', label: 'As the limits say' },
        { id: 'other', label: 'Other limits' },
        { id: 'paused', label: 'Nothing' },
      ]}
      onChange={onChange}
    />
  );
}
