// The monster in its place with nothing going on: for pages that are no battle.
import type { TransportName } from "@hydra/protocol";
import { Hydra } from "../hydra/hydra.tsx";
import { Scenery } from "./scenery.tsx";
import "./stage.css";

export interface TableauProps {
  readonly awake: readonly TransportName[];
}

export function Tableau({ awake }: TableauProps): React.JSX.Element {
  return (
    <div className="tableau stage" data-transport={awake[0]}>
      <Scenery />
      <div className="stage-beast">
        <Hydra awake={awake} isDefeated={false} />
      </div>
      <div className="water" />
    </div>
  );
}
