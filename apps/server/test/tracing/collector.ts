// An OTLP/HTTP collector (opentelemetry-proto, trace/v1, as JSON): a real HTTP server that keeps the spans that it is sent.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { addressOf } from "../../src/listening-address.ts";

type Value = string | number | boolean;

/** One span as it arrived, with its attributes by name. */
export interface ReceivedSpan {
  /** Attributes of the resource. */
  readonly service: Readonly<Record<string, Value>>;
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  /** Nanoseconds of the epoch. */
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly statusCode: number;
  readonly attributes: Readonly<Record<string, Value>>;
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: Readonly<Record<string, Value>>;
  }[];
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: string | number;
  readonly doubleValue?: number;
  readonly boolValue?: boolean;
}

type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];

interface OtlpSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number };
  readonly attributes?: OtlpAttributes;
  readonly links?: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes?: OtlpAttributes;
  }[];
}

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export class Collector implements AsyncDisposable {
  readonly url: string;
  readonly spans: ReceivedSpan[] = [];
  /** All that arrived, as text. */
  readonly bodies: string[] = [];
  readonly contentTypes = new Set<string>();
  readonly #server: ReturnType<typeof createServer>;
  #onSpans: () => void = () => undefined;

  private constructor(server: ReturnType<typeof createServer>, answers: boolean) {
    this.#server = server;
    this.url = `http://127.0.0.1:${addressOf(server).port}`;
    server.on("request", (request: IncomingMessage, response) => {
      void this.#take(request).finally(() => {
        if (answers) response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    });
  }

  /** @param options.answers false for one that takes everything and never answers */
  static async listen({ answers = true } = {}): Promise<Collector> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Collector(server, answers);
  }

  /** Waits until so many spans of a name have come that pass, and returns them. */
  async received(
    name: string,
    { count = 1, where = () => true }: { count?: number; where?: (span: ReceivedSpan) => boolean } = {},
  ): Promise<ReceivedSpan[]> {
    for (;;) {
      const found = this.spans.filter((span) => span.name === name && where(span));
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => (this.#onSpans = resolve));
    }
  }

  async #take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.contentTypes.add(`${request.url} ${request.headers["content-type"]}`);
    const body = Buffer.concat(chunks);
    this.bodies.push(body.toString("latin1"));
    if (request.headers["content-type"] === "application/json")
      this.#read(JSON.parse(body.toString()) as OtlpRequest);
    this.#onSpans();
  }

  #read({ resourceSpans }: OtlpRequest): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = byName(resource.attributes);
      for (const { spans } of scopeSpans) this.spans.push(...spans.map((span) => readSpan(span, service)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

function readSpan(span: OtlpSpan, service: ReceivedSpan["service"]): ReceivedSpan {
  const { name, kind, traceId, spanId, parentSpanId = "", status, attributes, links = [] } = span;
  return {
    service,
    name,
    kind,
    traceId,
    spanId,
    parentSpanId,
    startedAt: BigInt(span.startTimeUnixNano),
    endedAt: BigInt(span.endTimeUnixNano),
    statusCode: status?.code ?? 0,
    attributes: byName(attributes),
    links: links.map((link) => ({ ...link, attributes: byName(link.attributes) })),
  };
}

function byName(attributes: OtlpAttributes = []): Record<string, Value> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { stringValue, boolValue, intValue, doubleValue } = value;
      return [key, stringValue ?? boolValue ?? Number(intValue ?? doubleValue)];
    }),
  );
}
