// The battle's sounds, synthesised: nothing to fetch, and nothing that is anybody else's. Loaded when sound is first wished for. Every sound is
// short and quiet, and few sound at once. Web Audio API, W3C Recommendation.
import type { Cue } from "./cues.ts";

/** Of full scale: a battle beside what one listens to. */
const LOUDNESS = 0.22;
/** More voices than this are noise. */
const MAX_VOICES = 12;

interface Tone {
  /** Hertz at its beginning and at its end. */
  readonly from: number;
  readonly to: number;
  readonly type: OscillatorType;
  /** Seconds from now, and how long. */
  readonly at: number;
  readonly lasts: number;
  /** Of `LOUDNESS`. */
  readonly gain: number;
}

const tone = (from: number, to: number, part: Partial<Tone> = {}): Tone => ({
  from,
  to,
  type: "triangle",
  at: 0,
  lasts: 0.16,
  gain: 1,
  ...part,
});

const run = (notes: readonly number[], step: number, part: Partial<Tone> = {}): Tone[] =>
  notes.map((hertz, index) => tone(hertz, hertz, { at: index * step, ...part }));

const SOUNDS: Readonly<Record<Cue, readonly Tone[]>> = {
  hit: [tone(420, 120, { lasts: 0.12 })],
  critical: [tone(520, 90, { type: "sawtooth", lasts: 0.18, gain: 0.6 }), tone(1_040, 780, { at: 0.03 })],
  overtook: run([523, 784], 0.09),
  overtaken: run([523, 392], 0.09, { gain: 0.7 }),
  leader: run([659, 880], 0.1, { gain: 0.6 }),
  ownLead: run([523, 659, 784, 1_047], 0.08),
  slain: run([392, 523, 659, 784], 0.13, { lasts: 0.4 }),
  round: [tone(98, 147, { type: "sine", lasts: 0.7, gain: 1.4 })],
  last: run([784, 988, 1_175, 1_568], 0.07, { type: "square", gain: 0.4 }),
};

export class Sounds {
  readonly #context = new AudioContext();
  readonly #out = this.#context.createGain();
  #voices = 0;

  constructor() {
    this.#out.gain.value = LOUDNESS;
    this.#out.connect(this.#context.destination);
  }

  /** A browser lets a page sound after its person has touched it: until then it stays quiet, and nothing is kept for later. */
  play(cue: Cue): void {
    if (this.#context.state === "suspended") void this.#context.resume();
    if (this.#context.state !== "running") return;
    for (const each of SOUNDS[cue]) this.#sound(each);
  }

  close(): void {
    void this.#context.close();
  }

  #sound({ from, to, type, at, lasts, gain }: Tone): void {
    if (this.#voices >= MAX_VOICES) return;
    const start = this.#context.currentTime + at;
    const end = start + lasts;
    const voice = this.#context.createOscillator();
    const shape = this.#context.createGain();
    voice.type = type;
    voice.frequency.setValueAtTime(from, start);
    voice.frequency.exponentialRampToValueAtTime(to, end);
    // From nothing to nothing: a step would click.
    shape.gain.setValueAtTime(0.0001, start);
    shape.gain.exponentialRampToValueAtTime(gain, start + 0.012);
    shape.gain.exponentialRampToValueAtTime(0.0001, end);
    voice.connect(shape).connect(this.#out);
    this.#voices += 1;
    voice.addEventListener("ended", () => {
      this.#voices -= 1;
      shape.disconnect();
    });
    voice.start(start);
    voice.stop(end);
  }
}
