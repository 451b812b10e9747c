// An address that leads nowhere, and the way back.
import { useTranslation } from "../i18n/use-translation.ts";
import { Link } from "wouter";
import { Tableau } from "../components/stage/tableau.tsx";
import "./dead-end.css";

// oxlint-disable-next-line import/no-default-export -- what createPart takes
export default function DeadEnd({ title, text }: { title: string; text: string }): React.JSX.Element {
  const { t } = useTranslation();
  return (
    <main id="content" tabIndex={-1} className="dead-end">
      <Tableau awake={[]} />
      <h1>{title}</h1>
      <p className="soft">{text}</p>
      <Link className="button button-primary" href="/">
        {t("arena.back")}
      </Link>
    </main>
  );
}
