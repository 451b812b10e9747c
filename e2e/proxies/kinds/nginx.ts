// nginx: Debian's nginx.conf around one server.
import { blockOf, replaced } from "../document.ts";
import { HOST_NAME, type Place, type ProxyKind } from "../proxy.ts";

export const nginx: ProxyKind = {
  name: "nginx",
  byDefault: ({ httpPort, upstreamPort }) => `server {
  listen 127.0.0.1:${httpPort};
  location / {
    proxy_pass http://127.0.0.1:${upstreamPort};
  }
}
`,
  documented: ({ httpPort, httpsPort, upstreamPort, certificate }) =>
    replaced(blockOf("nginx"), [
      [/hydra\.example/g, HOST_NAME],
      [/listen 80;/g, `listen 127.0.0.1:${httpPort};`],
      [/listen 443 /g, `listen 127.0.0.1:${httpsPort} `],
      [/https:\/\/\$host\$request_uri/g, `https://$host:${httpsPort}$request_uri`],
      [/127\.0\.0\.1:3000/g, `127.0.0.1:${upstreamPort}`],
      [/\/etc\/ssl\/hydra\/fullchain\.pem/g, certificate.certificate],
      [/\/etc\/ssl\/hydra\/key\.pem/g, certificate.key],
    ]),
  withIdleLimit: (text, seconds) =>
    replaced(text, [[/(proxy_(?:read|send)_timeout) \d+s/g, `$1 ${seconds}s`]]),
  files: (text, { folder, program }) => ({ "nginx.conf": around(text, { folder, program }) }),
  arguments: ({ folder }) => ["-p", folder, "-c", "nginx.conf", "-e", "stderr"],
};

/** What Debian's nginx.conf sets, without its user, paths and service. */
function around(text: string, { folder }: Pick<Place, "folder" | "program">): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `  ${name}_temp_path ${folder}/${name};`)
    .join("\n");
  return `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 768; }
http {
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  default_type application/octet-stream;
  access_log off;
  gzip on;
${temporary}
${text}}
`;
}
