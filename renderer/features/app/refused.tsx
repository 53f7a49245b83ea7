import type { Refusal } from '../../../shared/base/result.ts';
import { Notice } from '../../ui/notice.tsx';

/** Why the last try came to nothing, spoken as it appears; nothing where it did not. */
export function Refused({
  title,
  refusal,
}: {
  readonly title?: string;
  readonly refusal: Refusal | null;
}) {
  if (refusal === null) return null;
  return (
    <Notice kind="fault" {...(title !== undefined && { title })} live>
      {refusal.detail}
    </Notice>
  );
}
