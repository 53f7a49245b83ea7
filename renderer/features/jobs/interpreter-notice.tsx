import { Notice } from '../../ui/notice.tsx';
import { SaveGuide } from './save-guide.tsx';

/** What a person who chose JavaScript should know before it costs them hours. */
export function InterpreterNotice() {
  return (
    <Notice title="JavaScript runs in an interpreter" actions={<SaveGuide />}>
      Compiled modules are some fifty times faster, and so cost as much less. The guide shows how to
      make one.
    </Notice>
  );
}
