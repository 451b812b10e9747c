// The frame of every dialog: title, close button, focus kept inside and given back. Loaded with the first dialog.
import { Dialog as Radix } from "radix-ui";
import { useState, type ReactNode } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Icon } from "../shell/icon.tsx";
import "./dialog.css";

export interface DialogProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

export function Dialog({ title, text, children, onClose }: DialogProps): React.JSX.Element {
  const { t } = useTranslation();
  // A dialog that is mounted open has no trigger of its own to go back to.
  const [opener] = useState(() => document.activeElement);
  const giveFocusBack = (event: Event): void => {
    event.preventDefault();
    if (opener instanceof HTMLElement) opener.focus();
  };
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-veil" />
        <Radix.Content className="dialog" onCloseAutoFocus={giveFocusBack}>
          <Radix.Title asChild>
            <h2>{title}</h2>
          </Radix.Title>
          <Radix.Description className="dialog-text soft">{text}</Radix.Description>
          {children}
          <Radix.Close
            className="dialog-close button button-quiet button-icon"
            aria-label={t("dialog.close")}
          >
            <Icon name="close" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
