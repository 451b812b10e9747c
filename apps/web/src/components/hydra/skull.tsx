// One head, drawn around its joint and looking right: crest, jaw with tongue and teeth, skull, eye.
// The jaw and the lids move by CSS; nothing here controls when.
import type { HeadPlan } from "./heads.ts";

const LIP = "C72 14 62 6 48 9C36 12 28 20 18 25";
const SKULL = `M-26 24C-34 4 -28 -26 -8 -40C8 -50 26 -52 42 -46C54 -49 68 -45 76 -33C84 -27 92 -24 102 -23C114 -24 124 -31 135 -27C147 -23 155 -12 154 -2C153 8 147 14 140 20C136 13 128 9 118 9C104 9 96 16 84 15${LIP}C14 27 10 30 6 34C-6 40 -18 36 -26 24Z`;
const SHADE = `M-26 24C-30 14 -31 2 -28 -8C-16 10 8 10 30 0C52 -8 78 2 104 -4C122 -8 140 -6 154 -4C153 8 147 14 140 20C136 13 128 9 118 9C104 9 96 16 84 15${LIP}C14 27 10 30 6 34C-6 40 -18 36 -26 24Z`;
const LIGHT =
  "M-20 -26C-8 -42 20 -50 42 -45C30 -40 4 -40 -20 -26ZM80 -29C92 -22 104 -21 114 -23C124 -27 132 -28 140 -23C128 -24 100 -14 80 -29Z";
const JAW =
  "M4 20C20 18 34 8 48 5C62 3 72 11 84 12C96 12 106 5 118 5C128 5 136 11 139 17C140 29 132 34 122 36C98 40 70 37 48 38C30 40 14 46 -4 42C-16 40 -22 34 -24 24Z";
const GULLET = "M6 24L48 6L84 12L118 6L138 16L139 22L126 32L60 34L10 36Z";
const TONGUE =
  "M22 26C46 20 70 24 98 19C110 16 120 10 132 13C125 15 121 17 117 20C124 20 131 23 136 29C125 28 116 25 106 25C78 30 48 30 24 32Z";
const FANG = "M139 18L131 33L125 10Z";
const UPPER_TEETH = "M114 9L109 22L103 11ZM97 13L91 25L86 15ZM79 14L74 23L69 10ZM62 9L57 17L52 8Z";
const LOWER_TEETH = "M124 13L119 1L113 13ZM103 14L97 4L92 17ZM82 18L77 9L72 16ZM64 12L59 4L55 12Z";
const CHEEK_SPIKES =
  "M2 34C-12 40 -26 52 -34 64C-36 50 -32 38 -22 26ZM-16 30C-32 34 -46 34 -60 42C-54 28 -42 18 -26 10Z";
const CHEEK = "M-14 16C-4 2 10 -4 24 0M-8 26C0 14 10 8 20 8";
const NOSTRIL = "M130 -13C136 -17 143 -14 144 -8C139 -10 135 -10 130 -13Z";
const EYE = "M34 -24C44 -36 64 -34 75 -20C64 -11 46 -11 34 -24Z";
const PUPIL = "M57 -31C61 -25 61 -18 57 -13C53 -18 53 -25 57 -31Z";
const LID = "M33 -25C44 -38 66 -35 76 -20C64 -13 46 -13 33 -25Z";
const LASH = "M35 -22C46 -12 62 -11 74 -19";
const BROW = "M14 -38C30 -50 54 -54 72 -42C80 -35 86 -28 94 -23C76 -21 64 -28 50 -31C38 -34 26 -34 14 -38Z";

export function Skull({ plan }: { plan: HeadPlan }): React.JSX.Element {
  const { crest } = plan;
  return (
    <>
      {crest.back !== "" && <path className="crest crest-back" d={crest.back} />}
      {crest.isBehind && <Crest crest={crest} />}
      <path className="crest crest-back" d={CHEEK_SPIKES} />
      <path className="gullet" d={GULLET} />
      <path className="teeth" d={UPPER_TEETH} />
      <g className="jaw">
        <path className="gullet" d={GULLET} />
        <path className="tongue" d={TONGUE} />
        <path className="teeth" d={LOWER_TEETH} />
        <path className="skin jaw-skin" d={JAW} />
      </g>
      <path className="teeth" d={FANG} />
      <path className="skin" d={SKULL} />
      <path className="shade" d={SHADE} />
      <path className="light" d={LIGHT} />
      <path className="cheek" d={CHEEK} />
      <path className="nostril" d={NOSTRIL} />
      <g className="eye">
        <path className="eye-ball" d={EYE} />
        <path className="pupil" d={PUPIL} />
      </g>
      <path className="lid" d={LID} />
      <path className="lash" d={LASH} />
      <path className="brow" d={BROW} />
      {!crest.isBehind && <Crest crest={crest} />}
    </>
  );
}

function Crest({ crest }: Pick<HeadPlan, "crest">): React.JSX.Element {
  return (
    <>
      <path className="crest" d={crest.front} />
      <path className="crest-ridges" d={crest.ridges} />
    </>
  );
}
