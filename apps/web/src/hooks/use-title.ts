// The browser's name for the page: where one is, then the product. Without a place, and after the page, the product.
import { useEffect } from "react";
import { useTranslation } from "../i18n/use-translation.ts";

export function useTitle(place: string | undefined): void {
  const { t } = useTranslation();
  useEffect(() => {
    const product = t("product");
    document.title = place === undefined ? product : `${place} · ${product}`;
    return () => {
      document.title = product;
    };
  }, [t, place]);
}
