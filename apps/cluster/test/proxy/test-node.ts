// Nodes of a cluster as a test wants them, a proxy before them, and a client that sends what it is told to.
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { freePorts, portOf } from "@hydra/server/nats";
import { startProxy, type Proxy } from "../../src/proxy/proxy.ts";

/** A node that answers as it is told, and is ready unless `isReady` is set to false. */
export class TestNode implements AsyncDisposable {
  readonly server: Server;
  readonly requests: IncomingMessage[] = [];
  isReady = true;

  private constructor(answer: RequestListener) {
    this.server = createServer((message, response) => {
      if (message.url === "/readyz") {
        response.writeHead(this.isReady ? 200 : 503).end();
        return;
      }
      this.requests.push(message);
      answer(message, response);
    });
  }

  static async listening(
    answer: RequestListener = (_message, response) => response.end("ok"),
  ): Promise<TestNode> {
    const node = new TestNode(answer);
    await once(node.server.listen(0, "127.0.0.1"), "listening");
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server.close(), "close");
    this.server.closeAllConnections();
    await closed;
  }
}

export interface TestProxy extends Proxy, AsyncDisposable {
  /** Resolves when the proxy's last report of a node is this. */
  reports(url: string, isReady: boolean): Promise<void>;
}

export async function proxyTo(...nodes: string[]): Promise<TestProxy> {
  const reported = new Map<string, boolean>();
  let onReport = (): void => undefined;
  const proxy = await startProxy({
    host: "127.0.0.1",
    port: 0,
    nodes,
    onChange: (url, isReady) => {
      reported.set(url, isReady);
      onReport();
    },
  });
  return {
    ...proxy,
    async reports(url, isReady) {
      while (reported.get(url) !== isReady) await new Promise<void>((resolve) => (onReport = resolve));
    },
    [Symbol.asyncDispose]: () => proxy.close(),
  };
}

/** Origin of a node that cannot be reached. */
export async function unreachable(): Promise<string> {
  const [port] = await freePorts(1, "127.0.0.1");
  return `http://127.0.0.1:${port}`;
}

/** The bare answer to a request with any header fields. */
export async function ask(
  url: string,
  headers: Record<string, string>,
  body?: string,
): Promise<IncomingMessage> {
  const outgoing = request(url, { method: body === undefined ? "GET" : "POST", headers, agent: false });
  const answered = once(outgoing, "response");
  outgoing.end(body);
  const [response] = (await answered) as [IncomingMessage];
  return response;
}
