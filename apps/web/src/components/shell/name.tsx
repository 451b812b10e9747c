// A name that a person chose: of a person, a family or a monster. Isolated, so that one from right to left leaves what stands
// beside it where it is (UAX #9 §6.3), and never translated.

export interface NameProps {
  readonly children: string;
  readonly className?: string;
}

export function Name({ children, className }: NameProps): React.JSX.Element {
  return (
    <bdi className={className} translate="no">
      {children}
    </bdi>
  );
}
