// HAProxy: the defaults of Debian's haproxy.cfg before one frontend and its backend.
import { blockOf, replaced } from "../document.ts";
import type { ProxyKind } from "../proxy.ts";

/** Debian's `defaults`, without its log and its pages. */
const DEFAULTS = `global
  maxconn 1000
defaults
  mode http
  option dontlognull
  timeout connect 5000
  timeout client 50000
  timeout server 50000

`;

export const haproxy: ProxyKind = {
  name: "haproxy",
  byDefault: ({ httpPort, upstreamPort }) => `frontend hydra
  bind 127.0.0.1:${httpPort}
  default_backend hydra

backend hydra
  server hydra 127.0.0.1:${upstreamPort}
`,
  documented: ({ httpPort, httpsPort, upstreamPort, certificate }) =>
    replaced(blockOf("haproxy"), [
      [/bind :80$/gm, `bind 127.0.0.1:${httpPort}`],
      [/bind :443 /g, `bind 127.0.0.1:${httpsPort} `],
      [
        /redirect scheme https code 308/g,
        `redirect prefix https://%[hdr(host),word(1,:)]:${httpsPort} code 308`,
      ],
      [/127\.0\.0\.1:3000/g, `127.0.0.1:${upstreamPort}`],
      [/\/etc\/ssl\/hydra\/both\.pem/g, certificate.both],
    ]),
  withIdleLimit: (text, seconds) =>
    replaced(text, [[/(timeout (?:client|server|tunnel)) +\d+s/g, `$1 ${seconds}s`]]),
  files: (text) => ({ "haproxy.cfg": DEFAULTS + text }),
  arguments: () => ["-db", "-f", "haproxy.cfg"],
};
