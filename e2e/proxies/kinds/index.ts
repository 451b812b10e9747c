// The proxies by name.
import type { ProxyName } from "../../../.ci/proxy-programs.ts";
import type { ProxyKind } from "../proxy.ts";
import { apache } from "./apache.ts";
import { caddy } from "./caddy.ts";
import { haproxy } from "./haproxy.ts";
import { nginx } from "./nginx.ts";

export const KINDS: Readonly<Record<ProxyName, ProxyKind>> = { nginx, caddy, haproxy, apache };
