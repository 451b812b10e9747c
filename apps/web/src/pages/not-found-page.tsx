// No such page.
import { useTranslation } from "../i18n/use-translation.ts";
import { TopBar } from "../components/shell/top-bar.tsx";
import { useTitle } from "../hooks/use-title.ts";
import DeadEnd from "./dead-end.tsx";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function NotFoundPage(): React.JSX.Element {
  const { t } = useTranslation();
  useTitle(t("arena.notFoundTitle"));
  return (
    <>
      <TopBar />
      <DeadEnd title={t("arena.notFoundTitle")} text={t("arena.notFoundText")} />
    </>
  );
}
