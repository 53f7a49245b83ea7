import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';
import css from './dialog.module.css';

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly keep: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  /** Primary for what can be undone the same way. */
  readonly kind?: 'danger' | 'primary';
}

/** Asks once before something of weight, and says what it does. */
export function Confirm({
  title,
  children,
  confirm,
  keep,
  open,
  onClose,
  onConfirm,
  kind = 'danger',
}: ConfirmProps) {
  return (
    <Sheet open={open} onClose={onClose} role="alertdialog">
      <Heading slot="title" className={css.title ?? ''} dir="auto">
        {title}
      </Heading>
      <div className={css.body}>{children}</div>
      <div className={css.actions}>
        <Button onPress={onClose} autoFocus>
          {keep}
        </Button>
        <Button
          kind={kind}
          onPress={() => {
            onConfirm();
            onClose();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Sheet>
  );
}

/** A dialog over the page, closed by Escape or a press beside it. */
export function Sheet({
  open,
  onClose,
  children,
  role = 'dialog',
  place = 'middle',
  label,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly role?: 'dialog' | 'alertdialog';
  readonly place?: 'middle' | 'top';
  readonly label?: string;
}) {
  return (
    <ModalOverlay
      className={css.veil ?? ''}
      data-place={place}
      isOpen={open}
      isDismissable
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Modal className={css.modal ?? ''}>
        <Dialog
          className={css.dialog ?? ''}
          role={role}
          {...(label !== undefined && { 'aria-label': label })}
        >
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
