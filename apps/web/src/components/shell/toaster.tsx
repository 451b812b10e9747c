// Where toasts appear, in the page's colours and words. Part of the first script: what a toast has to show is often that
// nothing can be loaded.
import { useTranslation } from "react-i18next";
import { Toaster as Sonner } from "sonner";
import { useStore } from "zustand";
import { settings } from "../../stores/settings.ts";
import "./toaster.css";

export function Toaster(): React.JSX.Element {
  const { t } = useTranslation();
  const theme = useStore(settings, (state) => state.theme);
  return (
    <Sonner
      theme={theme}
      position="top-center"
      offset={{ top: "4.5rem" }}
      mobileOffset={{ top: "4rem" }}
      visibleToasts={3}
      containerAriaLabel={t("toast.region")}
      toastOptions={{ className: "toast" }}
    />
  );
}
