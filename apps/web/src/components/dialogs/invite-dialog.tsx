// The family's link, to copy, to share, or to be scanned from this screen.
import { QRCodeSVG } from "qrcode.react";
import { useId, useRef, useState } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { copyText } from "../../stores/clipboard.ts";
import { noteError } from "../../stores/notices.ts";
import { Icon } from "../shell/icon.tsx";
import { Dialog } from "./dialog.tsx";

export interface InviteDialogProps {
  readonly familyId: string;
  readonly familyName: string | undefined;
  readonly onClose: () => void;
}

const COPIED_MS = 2_000;

// oxlint-disable-next-line import/no-default-export -- what React.lazy takes
export default function InviteDialog({
  familyId,
  familyName,
  onClose,
}: InviteDialogProps): React.JSX.Element {
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const link = `${location.origin}/f/${encodeURIComponent(familyId)}`;

  const copy = async (): Promise<void> => {
    if (!(await copyText(link))) {
      field.current?.select();
      return noteError(t("invite.copyFailed"), "copy");
    }
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };

  const share = (): void => {
    // Rejects when the person changes their mind, which is no error.
    navigator.share({ title: familyName ?? t("product"), url: link }).catch(() => undefined);
  };

  return (
    <Dialog title={t("invite.title")} text={t("invite.text")} onClose={onClose}>
      <div className="invite-code">
        <QRCodeSVG
          value={link}
          size={208}
          title={t("invite.qr")}
          bgColor="#ffffff"
          fgColor="#0a1216"
          marginSize={2}
        />
      </div>
      <label className="field-label" htmlFor={id}>
        {t("invite.link")}
      </label>
      <div className="invite-link">
        <input
          ref={field}
          id={id}
          className="field"
          readOnly
          translate="no"
          dir="ltr"
          value={link}
          onFocus={({ target }) => target.select()}
        />
        <button type="button" className="button button-primary" onClick={() => void copy()}>
          <Icon name={isCopied ? "check" : "copy"} />
          <span>{isCopied ? t("invite.copied") : t("invite.copy")}</span>
        </button>
        {/* Beside the button: a status inside of it would take its name away. */}
        <p className="visually-hidden" role="status">
          {isCopied ? t("invite.copied") : ""}
        </p>
      </div>
      {"share" in navigator && (
        <button type="button" className="button" onClick={share}>
          <Icon name="share" />
          <span>{t("invite.share")}</span>
        </button>
      )}
    </Dialog>
  );
}
