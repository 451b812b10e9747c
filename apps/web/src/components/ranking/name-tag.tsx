/** Beside a name: a word, or the end of an id, which is not translated. */
export function NameTag({ children }: { children: string }): React.JSX.Element {
  return (
    <span className="rank-tag soft" translate={children.startsWith("#") ? "no" : "yes"}>
      {children}
    </span>
  );
}
