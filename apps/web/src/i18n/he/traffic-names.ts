// Hebrew, of "My traffic": what figures are called.
import { FIGURE_NAMES, type FigureName } from "@hydra/what-if";

export const names: Readonly<Record<FigureName, string>> = FIGURE_NAMES;
