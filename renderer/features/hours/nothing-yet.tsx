import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';

/** Stands where rows will stand: they are being read, or could not be, which is said above. */
export function NothingYet({ isReading }: { readonly isReading: boolean }) {
  return (
    <Panel label="Loading">
      {isReading ? <Skeleton /> : <p className={text.dense}>Nothing to show yet.</p>}
    </Panel>
  );
}
