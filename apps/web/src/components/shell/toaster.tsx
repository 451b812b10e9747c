// Where toasts appear, in the page's colours and words. Loaded once the page is there (toaster-place.tsx). Over the bar above the page,
// where they cover nothing of a battle, and one at a time, for the same reason.
import { useEffect } from "react";
import { useTranslation } from "../../i18n/use-translation.ts";
import { Toaster as Sonner, toast } from "sonner";
import { useStore } from "zustand";
import { showNoticesBy } from "../../stores/notices.ts";
import { settings } from "../../stores/settings.ts";
import "./toaster.css";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function Toaster(): React.JSX.Element {
  const { t } = useTranslation();
  const theme = useStore(settings, (state) => state.theme);
  // After the toaster's own effects: it shows nothing that came before it listened.
  useEffect(() => showNoticesBy(toast), []);
  return (
    <Sonner
      theme={theme}
      position="top-center"
      offset={{ top: "0.25rem" }}
      mobileOffset={{ top: "0.25rem", left: "0.5rem", right: "0.5rem" }}
      visibleToasts={1}
      containerAriaLabel={t("toast.region")}
      toastOptions={{ className: "toast" }}
    />
  );
}
