import { Fold } from '../../ui/fold.tsx';
import { SaveGuide } from './save-guide.tsx';

/** What a person who chose JavaScript should know before it costs them hours. */
export function InterpreterNotice() {
  return (
    <Fold summary="JavaScript is interpreted: compiled modules are some fifty times faster">
      They cost as much less, and what was done of a long slice is not lost when its lender leaves:
      in JavaScript it is begun anew, so keep slices to some minutes. The guide shows how to make
      one. <SaveGuide />
    </Fold>
  );
}
