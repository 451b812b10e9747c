// What the pages show of a transport: its words, colours and drawings. Only data; what is done with it stands beside the components.
import type { TransportName } from "@hydra/protocol";
import type { Facing, Point } from "./components/hydra/anatomy.ts";
import type { Language } from "./i18n/languages.ts";

export interface TransportLook {
  readonly words: Readonly<Record<Language, TransportWords>>;
  /** Each for the light theme, then for the dark one, as `#rrggbb`. */
  readonly colours: TransportColours;
  /** What it does, as an icon of 24 × 24: the same shapes as on its head's neck. */
  readonly sign: string;
  /** Of its line in a chart, in pixels: lengths of dashes and gaps in turn; none: an unbroken line. */
  readonly dashes: readonly number[];
  readonly marks: NeckMarks;
  /** Its own head, or the transport whose head it wakes. */
  readonly head: Head | TransportName;
}

export interface TransportWords {
  readonly name: string;
  /** How it works, in a few words. */
  readonly way: string;
}

/**
 * Chosen so that any two transports stay apart with protanopia, deuteranopia and tritanopia too (OKLab distance of 0.08 and
 * more); shape and words differ as well.
 */
export interface TransportColours {
  readonly paint: ColourPair;
  /** As text or outline on a surface: 4.5:1 and more. */
  readonly ink: ColourPair;
  /** The skin of the head that it wakes. */
  readonly hide: ColourPair;
}

export type ColourPair = readonly [light: string, dark: string];

/** The pattern down its head's neck, which identifies it where colour cannot. */
export interface NeckMarks {
  readonly count: number;
  /** One of them as a path. */
  shape(at: PointOnNeck): string;
}

/** Places a point by units towards the skull and units towards the back, scaled with the neck. */
export type PointOnNeck = (ahead: number, aside: number) => string;

/** Scene units as in components/hydra/anatomy.ts; a crest is drawn around the skull's joint, looking right. */
export interface Head {
  readonly facing: Facing;
  /** From the lake's bed to the skull's joint. */
  readonly spine: readonly Point[];
  /** Where the neck bends from, at the water. */
  readonly root: Point;
  /** Where the skull turns: the end of the spine. */
  readonly joint: Point;
  /** Degrees by which the skull looks up (negative) or down. */
  readonly tilt: number;
  readonly size: number;
  /** How it sleeps: degrees by which neck and skull sink, percent of the scene by which all of it does. */
  readonly sleep: { readonly neck: number; readonly skull: number; readonly sink: number };
  /** What stands on the skull: identifies the head without colour. */
  readonly crest: {
    readonly back: string;
    readonly front: string;
    readonly ridges: string;
    /** Stands behind the skull instead of on it. */
    readonly isBehind: boolean;
  };
  /** Its neck in the product's mark, 32 × 32. */
  readonly stroke: string;
}
