// Requests each with something that is parsed as large as it may be, 16 KiB of a header in all, made of the parts that take longest;
// and wrong sessions, each of which has to be verified.
import { createHmac } from "node:crypto";
import { routes, SESSION_COOKIE } from "@hydra/protocol";

/** Of 16 KiB, what is left for one field. */
const LARGE = 15_900;
/** As many as are not remembered at once. */
const OTHERS = 200;

/** @returns by name, the bytes of one request or several */
export function largeRequests(familyId: string): [name: string, bytes: Buffer][] {
  const polls = routes.feed(familyId, "polling");
  const poll = (query: string, ...fields: readonly string[]): Buffer =>
    bytesOf([`GET ${polls}${query} HTTP/1.1`, "Host: 127.0.0.1", ...fields]);
  const attack = (...fields: readonly string[]): Buffer =>
    bytesOf([`POST ${routes.attacks(familyId)} HTTP/1.1`, "Host: 127.0.0.1", ...JSON_BODY, ...fields], "{}");
  const others = Array.from({ length: OTHERS }, (_, n) => attack(wrongSessions(2, String(n))));
  return [
    ["polls with 16 KiB of entity tags", poll("", `If-None-Match: ${filled(",")}`)],
    ["polls with 16 KiB of parameters", poll(`?${filled("a&")}`)],
    ["polls with a cursor of 16 KiB", poll(`?since=${filled("1")}`)],
    ["polls for a host of 16 KiB", bytesOf([`GET ${polls} HTTP/1.1`, `Host: ${filled("a.")}`])],
    ["attacks with 64 wrong sessions", attack(wrongSessions(64, ""))],
    ["attacks with other wrong sessions each", Buffer.concat(others)],
    ["attacks with 16 KiB of cookies", attack(`Cookie: ${filled(";")}`)],
    ["attacks with a wrong token of 16 KiB", attack(`Authorization: Bearer ${filled("x.")}`)],
    ["attacks of an origin of 16 KiB", attack(`Origin: http://${filled("a.")}`)],
    ["attacks by 16 KiB of proxies", attack(`X-Forwarded-For: ${filled("::1,")}`)],
  ];
}

const JSON_BODY = ["Content-Type: application/json", "Content-Length: 2"];

function bytesOf(lines: readonly string[], body = ""): Buffer {
  return Buffer.from([...lines, "", body].join("\r\n"));
}

/** A part, as often as there is room for it. */
function filled(part: string): string {
  return part.repeat(LARGE / part.length);
}

/** Well-formed, and of another secret than the server's. */
function wrongSessions(count: number, name: string): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ playerId: "x", familyId: "y" })}`;
  const cookies = Array.from({ length: count }, (_, n) => {
    const signature = createHmac("sha256", `${name} ${n}`).update(text).digest("base64url");
    return `${SESSION_COOKIE}=${text}.${signature}`;
  });
  return `Cookie: ${cookies.join("; ")}`;
}
