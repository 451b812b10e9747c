// Behind the monster: a moon and two ranges of hills above the mist.

const FAR =
  "M0 180C80 150 130 110 210 104C270 100 300 140 360 132C430 122 450 62 530 58C610 54 640 116 710 122C790 128 820 84 900 80C960 78 1000 96 1040 108C1100 126 1150 168 1200 176V320H0Z";
const NEAR =
  "M0 236C90 212 150 214 230 190C290 172 330 200 400 214C500 234 560 196 640 198C720 200 760 232 840 222C930 210 980 168 1060 172C1120 176 1160 206 1200 214V320H0Z";

export function Scenery(): React.JSX.Element {
  return (
    <div className="scenery" aria-hidden="true">
      <div className="moon" />
      <svg className="hills" viewBox="0 0 1200 320" preserveAspectRatio="xMidYMax slice">
        <path className="hills-far" d={FAR} />
        <path className="hills-near" d={NEAR} />
      </svg>
      <div className="mist" />
    </div>
  );
}
