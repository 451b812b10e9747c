// Apache: what Debian's apache2.conf loads and sets, and the modules that are switched on for one virtual host.
import { join } from "node:path";
import { argumentsOf, blockOf, replaced } from "../document.ts";
import { HOST_NAME, type Place, type ProxyKind } from "../proxy.ts";

/** Of Debian's own choice, those that have a part in what is passed on. */
const MODULES = ["mpm_event", "authz_core", "alias", "filter", "deflate", "reqtimeout", "setenvif"];

export const apache: ProxyKind = {
  name: "apache",
  byDefault: ({ httpPort, upstreamPort }) => `<VirtualHost *:${httpPort}>
  ProxyPass "/" "http://127.0.0.1:${upstreamPort}/"
</VirtualHost>
`,
  documented: ({ httpPort, httpsPort, upstreamPort, certificate }) =>
    replaced(blockOf("apache"), [
      [/https:\/\/hydra\.example\//g, `https://${HOST_NAME}:${httpsPort}/`],
      [/ServerName hydra\.example/g, `ServerName ${HOST_NAME}`],
      [/\*:80>/g, `*:${httpPort}>`],
      [/\*:443>/g, `*:${httpsPort}>`],
      [/127\.0\.0\.1:3000/g, `127.0.0.1:${upstreamPort}`],
      [/\/etc\/ssl\/hydra\/fullchain\.pem/g, certificate.certificate],
      [/\/etc\/ssl\/hydra\/key\.pem/g, certificate.key],
    ]),
  // For what was upgraded the longer one counts.
  withIdleLimit: (text, seconds) =>
    `Timeout ${seconds}\n${replaced(text, [[/timeout=\d+/g, `timeout=${seconds}`]])}`,
  files: (text, place) => ({ "apache2.conf": around(text, place) }),
  arguments: ({ folder }) => ["-d", folder, "-f", "apache2.conf", "-DFOREGROUND"],
};

function around(text: string, { folder, httpPort, httpsPort, program }: Place): string {
  const isDocumented = text.includes(`*:${httpsPort}>`);
  const enabled = isDocumented ? argumentsOf("a2enmod") : ["proxy", "proxy_http"];
  const modules = [...MODULES, ...enabled]
    .map(
      (name) => `LoadModule ${name}_module ${join(program.root, `usr/lib/apache2/modules/mod_${name}.so`)}`,
    )
    .join("\n");
  return `ServerName ${HOST_NAME}
DefaultRuntimeDir ${folder}
PidFile ${folder}/apache2.pid
ErrorLog "|/bin/cat"
LogLevel warn
Timeout 300
KeepAlive On
MaxKeepAliveRequests 100
KeepAliveTimeout 5
Listen 127.0.0.1:${httpPort}
${isDocumented ? `Listen 127.0.0.1:${httpsPort}` : ""}
${modules}
StartServers 2
MinSpareThreads 25
MaxSpareThreads 75
ThreadsPerChild 25
MaxRequestWorkers 150
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css text/javascript
AddOutputFilterByType DEFLATE application/x-javascript application/javascript application/ecmascript
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
${text}`;
}
