// How far apart two colours are for people who see all colours and for those who do not, and how well one is read on another.
// Simulated in linear sRGB by Machado, Oliveira and Fernandes 2009 (severity 1), compared in OKLab (Ottosson 2020).

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const IDENTITY: Matrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

export const VISIONS = {
  "all colours": IDENTITY,
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, Matrix>;

export type Vision = keyof typeof VISIONS;

/** Of `#rrggbb`, as seen. */
export function distance(one: string, other: string, vision: Vision): number {
  const [a, b] = [one, other].map((colour) => toOklab(times(VISIONS[vision], toLinear(colour)).map(clamp)));
  return Math.hypot(...[0, 1, 2].map((index) => a![index]! - b![index]!));
}

/** 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** What CSS paints for `color-mix(in oklab, colour share, ground)`. */
export function mix(colour: string, ground: string, share: number): string {
  const [a, b] = [toOklab(toLinear(colour)), toOklab(toLinear(ground))];
  return toHex(toLinearRgb(a.map((value, index) => value * share + b[index]! * (1 - share))));
}

function luminance(colour: string): number {
  const [red, green, blue] = toLinear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function toLinear(colour: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function toHex(linear: readonly number[]): string {
  const digits = linear.map(clamp).map((value) => {
    const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${digits.join("")}`;
}

const TO_LMS: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const FROM_LAB: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_LMS: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

function toOklab(linear: readonly number[]): number[] {
  return times(TO_LAB, times(TO_LMS, linear).map(Math.cbrt));
}

function toLinearRgb(lab: readonly number[]): number[] {
  return times(
    FROM_LMS,
    times(FROM_LAB, lab).map((value) => value ** 3),
  );
}

function times(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * vector[index]!, 0));
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
