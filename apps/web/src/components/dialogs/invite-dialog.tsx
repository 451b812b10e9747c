// The family's link, to copy, to share, or to be scanned from this screen: by an address that a guest reaches, as far as that is known.
import { QRCodeSVG } from "qrcode.react";
import { useEffect, useId, useRef, useState } from "react";
import { getAddresses } from "@hydra/client";
import { translate } from "../../i18n/index.ts";
import { useTranslation } from "../../i18n/use-translation.ts";
import { copyText } from "../../stores/clipboard.ts";
import { findGuestAddresses, type GuestAddresses } from "../../stores/guest-addresses.ts";
import { noteError } from "../../stores/notices.ts";
import { server } from "../../stores/server.ts";
import { Icon } from "../shell/icon.tsx";
import { Dialog } from "./dialog.tsx";

export interface InviteDialogProps {
  readonly familyId: string;
  readonly familyName: string | undefined;
  readonly onClose: () => void;
}

const COPIED_MS = 2_000;

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function InviteDialog({
  familyId,
  familyName,
  onClose,
}: InviteDialogProps): React.JSX.Element {
  const { t } = useTranslation("family");
  const addresses = useGuestAddresses();
  const [chosen, setChosen] = useState<string>();
  const origin = chosen ?? addresses?.origins[0];
  const link = origin === undefined ? undefined : `${origin}/f/${encodeURIComponent(familyId)}`;
  return (
    <Dialog title={t("inviting.title")} text={t("inviting.text")} onClose={onClose}>
      <div className="invite-code" aria-busy={link === undefined}>
        {link === undefined ? (
          <p className="visually-hidden" role="status">
            {t("inviting.finding")}
          </p>
        ) : (
          <QRCodeSVG
            value={link}
            size={208}
            title={t("inviting.qr")}
            bgColor="#ffffff"
            fgColor="#0a1216"
            marginSize={2}
          />
        )}
      </div>
      {addresses !== undefined && (
        <AddressChoice addresses={addresses} chosen={origin} onChoose={setChosen} />
      )}
      <InviteLink link={link ?? ""} familyName={familyName} />
    </Dialog>
  );
}

/** Undefined while the server is asked. */
function useGuestAddresses(): GuestAddresses | undefined {
  const [addresses, setAddresses] = useState<GuestAddresses>();
  useEffect(() => {
    let isShown = true;
    const find = async (): Promise<void> => {
      const found = await findGuestAddresses(location.origin, () => getAddresses(server));
      if (isShown) setAddresses(found);
    };
    void find();
    return () => {
      isShown = false;
    };
  }, []);
  return addresses;
}

interface AddressChoiceProps {
  readonly addresses: GuestAddresses;
  readonly chosen: string | undefined;
  readonly onChoose: (origin: string) => void;
}

/** What there is to consider of the address, if anything; and which one, where there are several. */
function AddressChoice({ addresses, chosen, onChoose }: AddressChoiceProps): React.JSX.Element | null {
  const { t } = useTranslation("family");
  const id = useId();
  const { origins, isOfNetwork, localReason } = addresses;
  if (localReason !== undefined) {
    return (
      <p className="invite-warning" role="status" data-testid="invite-warning">
        {t(`inviting.${localReason}`)}
      </p>
    );
  }
  if (!isOfNetwork) return null;
  return (
    <>
      {origins.length > 1 && (
        <>
          <label className="field-label" htmlFor={id}>
            {t("inviting.address")}
          </label>
          <select
            id={id}
            className="field"
            translate="no"
            value={chosen}
            aria-describedby={`${id}-note`}
            onChange={({ target }) => onChoose(target.value)}
          >
            {origins.map((origin) => (
              <option key={origin} value={origin}>
                {origin.replace(/^http:\/\//, "")}
              </option>
            ))}
          </select>
        </>
      )}
      <p className="invite-note soft" id={`${id}-note`}>
        {t("inviting.sameNetwork")}
      </p>
    </>
  );
}

/** The link as text, with what can be done with it. */
function InviteLink({
  link,
  familyName,
}: {
  readonly link: string;
  readonly familyName: string | undefined;
}): React.JSX.Element {
  const { t } = useTranslation("family");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);

  const copy = async (): Promise<void> => {
    if (!(await copyText(link))) {
      field.current?.select();
      return noteError(t("inviting.copyFailed"), "copy");
    }
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };

  const share = (): void => {
    // Rejects when the person changes their mind, which is no error.
    navigator.share({ title: familyName ?? translate("product"), url: link }).catch(() => undefined);
  };

  return (
    <>
      <label className="field-label" htmlFor={id}>
        {t("inviting.link")}
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
        <button
          type="button"
          className="button button-primary"
          disabled={link === ""}
          onClick={() => void copy()}
        >
          <Icon name={isCopied ? "check" : "copy"} />
          <span>{isCopied ? t("inviting.copied") : t("inviting.copy")}</span>
        </button>
        {/* Beside the button: a status inside of it would take its name away. */}
        <p className="visually-hidden" role="status">
          {isCopied ? t("inviting.copied") : ""}
        </p>
      </div>
      {"share" in navigator && (
        <button type="button" className="button" disabled={link === ""} onClick={share}>
          <Icon name="share" />
          <span>{t("inviting.share")}</span>
        </button>
      )}
    </>
  );
}
