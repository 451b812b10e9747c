// Frames have traces of their own, so a sampler that draws by trace would keep frames without their attacks and attacks without
// their frames. A frame is kept when one of the attacks that it is linked to is; everything else is as the operator's sampler decides.
import { TraceFlags } from "@opentelemetry/api";
import { SamplingDecision, type Sampler, type SamplingResult } from "@opentelemetry/sdk-trace";

export class FrameSampler implements Sampler {
  readonly #sampler: Sampler;

  constructor(sampler: Sampler) {
    this.#sampler = sampler;
  }

  shouldSample(...span: Parameters<Sampler["shouldSample"]>): SamplingResult {
    const links = span[5];
    const isLinked = links.some(({ context }) => (context.traceFlags & TraceFlags.SAMPLED) !== 0);
    return isLinked ? { decision: SamplingDecision.RECORD_AND_SAMPLED } : this.#sampler.shouldSample(...span);
  }

  toString(): string {
    return `Frames{${this.#sampler.toString()}}`;
  }
}
