import type { SliceView } from '../../../shared/api/slices-shape.ts';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { sliceTitle } from './slice-words.ts';

/** The name of a slice, which opens it. */
export function sliceColumn(onOpen: (slice: number) => void): Column<SliceView> {
  return {
    id: 'slice',
    header: 'Slice',
    cell: (slice) => (
      <Button
        kind="quiet"
        small
        onPress={() => {
          onOpen(slice.index);
        }}
      >
        {sliceTitle(slice)}
      </Button>
    ),
  };
}
