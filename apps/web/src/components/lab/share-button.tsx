// Copies the address, which has the whole set-up.
import { useTranslation } from "../../i18n/use-translation.ts";
import { copyText } from "../../stores/clipboard.ts";
import { noteError, noteGood } from "../../stores/notices.ts";
import { Icon } from "../shell/icon.tsx";

export function ShareButton(): React.JSX.Element {
  const { t } = useTranslation("lab");
  const copy = async (): Promise<void> => {
    if (await copyText(location.href)) noteGood(t("copied"), "lab-link");
    else noteError(t("copyFailed"), "lab-link");
  };
  return (
    <button type="button" className="button lab-share" data-testid="copy-link" onClick={() => void copy()}>
      <Icon name="link" />
      <span>{t("copyLink")}</span>
    </button>
  );
}
