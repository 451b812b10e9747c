// Caddy: a Caddyfile; its global options keep it off the machine's ports, and off certificate authorities.
import { blockOf, replaced } from "../document.ts";
import { HOST_NAME, type ProxyKind } from "../proxy.ts";

export const caddy: ProxyKind = {
  name: "caddy",
  byDefault: ({ httpPort, upstreamPort }) => `http://:${httpPort} {
  reverse_proxy 127.0.0.1:${upstreamPort}
}
`,
  documented: ({ upstreamPort, certificate }) =>
    replaced(blockOf("caddy"), [
      [/^hydra\.example \{$/gm, `${HOST_NAME} {\n\ttls ${certificate.certificate} ${certificate.key}`],
      [/127\.0\.0\.1:3000/g, `127.0.0.1:${upstreamPort}`],
    ]),
  withIdleLimit: undefined,
  files: (text, { httpPort, httpsPort }) => ({
    Caddyfile: `{
  admin off
  skip_install_trust
  default_bind 127.0.0.1
  http_port ${httpPort}
  https_port ${httpsPort}
}
${text}`,
  }),
  arguments: () => ["run", "--config", "Caddyfile", "--adapter", "caddyfile"],
};
