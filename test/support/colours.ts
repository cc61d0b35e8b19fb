// Colours as people see them: the contrast of WCAG 2, and distances in CIELAB, also as people with a colour-vision
// deficiency see them (Machado, Oliveira and Fernandes 2009, severity 1).

type Channels = [number, number, number];
type Matrix = [Channels, Channels, Channels];

const TO_XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Channels = [0.95047, 1, 1.08883];
const LUMINANCE = TO_XYZ[1];

/** What linear channels become for those who see fewer colours, and in grey. */
export const visions: Readonly<Record<string, Matrix>> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  grey: [LUMINANCE, LUMINANCE, LUMINANCE],
};

/** The contrast of two colours, from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [darker, lighter] = [one, other].map((colour) => dot(LUMINANCE, linear(colour))).sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

/** How far apart two colours are in CIELAB for somebody. */
export function distanceOf(one: string, other: string, vision: Matrix): number {
  const [from, to] = [one, other].map((colour) => labOf(times(vision, linear(colour)).map(clamped) as Channels));
  return Math.hypot(...from!.map((part, at) => part - to![at]!));
}

function labOf(channels: Channels): Channels {
  const [x, y, z] = times(TO_XYZ, channels).map((part, at) => {
    const share = part / WHITE[at]!;
    return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
  }) as Channels;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function linear(colour: string): Channels {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Channels;
}

function times(matrix: Matrix, channels: Channels): Channels {
  return matrix.map((row) => dot(row, channels)) as Channels;
}

function dot(one: Channels, other: Channels): number {
  return one.reduce((sum, part, at) => sum + part * other[at]!, 0);
}

function clamped(part: number): number {
  return Math.min(1, Math.max(0, part));
}
