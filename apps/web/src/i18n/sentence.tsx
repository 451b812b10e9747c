// A sentence with elements in it, `Last hit: <player/>`. Each text has an element of its own: page translation replaces text nodes.
import { Fragment } from "react";

const ELEMENT = /<(\w+)\/>/;

export interface SentenceProps {
  /** In the page's language. */
  readonly text: string;
  /** What stands for `<name/>`. */
  readonly elements: Readonly<Record<string, React.JSX.Element>>;
}

export function Sentence({ text, elements }: SentenceProps): React.JSX.Element {
  // Texts and names of elements in turn.
  const pieces = text.split(ELEMENT);
  return (
    <>
      {pieces.map((piece, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- each keeps its place in the sentence
        <Fragment key={at}>{at % 2 === 1 ? elements[piece] : piece !== "" && <span>{piece}</span>}</Fragment>
      ))}
    </>
  );
}
