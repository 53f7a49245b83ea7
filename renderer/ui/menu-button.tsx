import { ChevronDown } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import button from './button.module.css';
import css from './menu-button.module.css';

export interface MenuChoice {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
}

interface MenuButtonProps {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly choices: readonly MenuChoice[];
  /** What to know before one chooses, in a sentence below the choices. */
  readonly note?: string | null;
  readonly onChoose: (id: string) => void;
}

/** A button that opens a short list of things to do. */
export function MenuButton({ label, icon, choices, note = null, onChoose }: MenuButtonProps) {
  const noteId = useId();
  return (
    <MenuTrigger>
      <AriaButton className={button.button ?? ''}>
        {icon}
        {label}
        <span className={button.chevron}>
          <ChevronDown />
        </span>
      </AriaButton>
      <Popover className={css.popover ?? ''} placement="bottom end" offset={6}>
        <Menu
          className={css.menu ?? ''}
          aria-label={label}
          {...(note !== null && { 'aria-describedby': noteId })}
          onAction={(key) => {
            onChoose(String(key));
          }}
        >
          {choices.map((choice) => (
            <MenuItem
              key={choice.id}
              id={choice.id}
              className={css.item ?? ''}
              textValue={choice.label}
            >
              <span>{choice.label}</span>
              {choice.hint !== undefined && <span className={css.hint}>{choice.hint}</span>}
            </MenuItem>
          ))}
        </Menu>
        {note !== null && (
          <p id={noteId} className={css.note}>
            {note}
          </p>
        )}
      </Popover>
    </MenuTrigger>
  );
}
