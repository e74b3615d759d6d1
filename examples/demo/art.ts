/** Generated landscapes: every seed another one, the same at every size, nothing stored. */

/** Eight bits each of red, green and blue, row by row. */
export interface Raster {
  width: number;
  height: number;
  rgb: Buffer;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Five rows of three bits for each digit, so that a picture shows its own number. */
const DIGITS = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 3, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 2, 2, 2],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
] as const;

/** mulberry32: a small generator whose whole state is one number. */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `hue` in turns, the others from 0 to 1. */
function hsl(hue: number, saturation: number, lightness: number): Colour {
  const channel = (n: number) => {
    const k = (n + hue * 12) % 12;
    const swing = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - swing * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** What there is to see, in coordinates from 0 to 1: a sky, a sun or moon, and ridges from far to near. */
function compose(seed: number) {
  const random = randomNumbers(seed);
  const hue = random();
  const night = seed % 3 === 0;
  const ridges = [0.55, 0.68, 0.82].map((base, depth) => {
    const waves = [3, 7, 17].map((frequency) => ({
      frequency: frequency * (0.7 + random()),
      height: (0.12 + random() * 0.08) / frequency ** 0.8,
      phase: random() * 2 * Math.PI,
    }));
    return {
      at: (x: number) =>
        waves.reduce((y, w) => y + w.height * Math.sin(w.frequency * x + w.phase), base),
      colour: hsl((hue + 0.1 * depth) % 1, 0.35, (night ? 0.26 : 0.5) - 0.12 * depth),
    };
  });
  return {
    zenith: hsl(hue, 0.5, night ? 0.1 : 0.45),
    horizon: hsl((hue + 0.12) % 1, 0.7, night ? 0.35 : 0.8),
    disc: { x: 0.15 + 0.7 * random(), y: 0.12 + 0.25 * random(), radius: 0.05 + 0.07 * random() },
    discColour: hsl((hue + 0.45) % 1, 0.6, 0.9),
    ridges,
  };
}

/** Brightness of film grain at a pixel, from -2 to 2: it makes the files about as heavy as a camera's. */
function grain(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h >>> 16) % 5) - 2;
}

/** Paints the landscape of a seed. */
export function paint(seed: number, width: number, height: number): Raster {
  const { zenith, horizon, disc, discColour, ridges } = compose(seed);
  const rgb = Buffer.alloc(width * height * 3);
  const aspect = width / height;
  const skies = Array.from({ length: height }, (_, y) => mix(zenith, horizon, y / height / 0.7));
  const lit = (sky: Colour, dx: number, dy: number) => {
    const distance = Math.hypot(dx, dy) / disc.radius;
    return mix(sky, discColour, distance <= 1 ? 1 : 0.5 / distance ** 2);
  };
  for (let x = 0; x < width; x++) {
    const u = x / width;
    const skyline = ridges.map((ridge) => ({ y: ridge.at(u), colour: ridge.colour }));
    for (const [y, sky] of skies.entries()) {
      const v = y / height;
      const ground = skyline.findLast((ridge) => v >= ridge.y);
      const colour = ground?.colour ?? lit(sky, (u - disc.x) * aspect, v - disc.y);
      const noise = grain(x, y, seed);
      const offset = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) {
        rgb[offset + c] = Math.max(0, Math.min(255, Math.round((colour[c] ?? 0) + noise)));
      }
    }
  }
  const raster = { width, height, rgb };
  writeNumber(raster, seed);
  return raster;
}

/** The seed's number in the lower left corner, in white; nothing where it would not fit. */
function writeNumber({ width, height, rgb }: Raster, seed: number): void {
  const dot = Math.max(1, Math.round(height / 50));
  const digits = Array.from(String(seed), Number);
  if (height < 7 * dot || width < (2 + 4 * digits.length) * dot) return;
  digits.forEach((digit, position) => {
    DIGITS[digit]?.forEach((bits, row) => {
      for (let column = 0; column < 3; column++) {
        if ((bits & (4 >> column)) === 0) continue;
        const left = (2 + position * 4 + column) * dot;
        const top = height - (7 - row) * dot;
        for (let y = top; y < Math.min(top + dot, height); y++) {
          rgb.fill(255, (y * width + left) * 3, (y * width + Math.min(left + dot, width)) * 3);
        }
      }
    });
  });
}
