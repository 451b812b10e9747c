// A sentence with elements in it, `Last hit: <player/>`. Each text has an element of its own: page translation replaces text nodes.
import { Fragment } from "react";
import { useTranslation } from "./use-translation.ts";
import type { Key } from "./words.ts";

const ELEMENT = /<(\w+)\/>/;

export interface SentenceProps {
  readonly text: Key;
  /** What stands for `<name/>`. */
  readonly elements: Readonly<Record<string, React.JSX.Element>>;
}

export function Sentence({ text, elements }: SentenceProps): React.JSX.Element {
  const { t } = useTranslation();
  // Texts and names of elements in turn.
  const pieces = t(text).split(ELEMENT);
  return (
    <>
      {pieces.map((piece, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- each keeps its place in the sentence
        <Fragment key={at}>{at % 2 === 1 ? elements[piece] : piece !== "" && <span>{piece}</span>}</Fragment>
      ))}
    </>
  );
}
