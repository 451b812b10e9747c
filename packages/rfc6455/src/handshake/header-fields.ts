// Header fields of an HTTP request as the opening handshake reads them: single values, token lists, and the two
// grammars of RFC 6455 §9.1 and §4.1 for what this implementation then declines.

/** Lower-case names; a list where the field came more than once. What `IncomingMessage.headers` of Node has. */
export type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** token of RFC 9110 §5.6.2 (RFC 6455 refers to the same of RFC 2616). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The field's value; undefined when it is absent, and when it came more than once. */
export function singleValue(headers: HeaderFields, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined || typeof value === "string") return value?.trim();
  return value.length === 1 ? value[0]?.trim() : undefined;
}

/** The elements of a comma-separated list over all its fields, empty ones left out (RFC 9110 §5.6.1). */
export function listElements(headers: HeaderFields, name: string): string[] {
  const value = headers[name] ?? "";
  const text = typeof value === "string" ? value : value.join(",");
  return text
    .split(",")
    .map((element) => element.trim())
    .filter((element) => element !== "");
}

/** Whether the list has the token, without regard to ASCII case. */
export function hasToken(headers: HeaderFields, { name, token }: { name: string; token: string }): boolean {
  return listElements(headers, name).some((element) => element.toLowerCase() === token);
}

/** Sec-WebSocket-Protocol (RFC 6455 §4.1, item 10): tokens, all of them different. */
export function isSubprotocolList(elements: readonly string[]): boolean {
  return elements.every((element) => TOKEN.test(element)) && new Set(elements).size === elements.length;
}

/**
 * Sec-WebSocket-Extensions (RFC 6455 §9.1): each a token with parameters. A comma cannot stand inside: what a quoted
 * value quotes must be a token too.
 */
export function isExtensionList(elements: readonly string[]): boolean {
  return elements.every((element) => {
    const [name = "", ...parameters] = element.split(";").map((part) => part.trim());
    return TOKEN.test(name) && parameters.every(isExtensionParameter);
  });
}

/** token [ "=" ( token / quoted-string ) ] */
function isExtensionParameter(parameter: string): boolean {
  const equals = parameter.indexOf("=");
  if (equals === -1) return TOKEN.test(parameter);
  const name = parameter.slice(0, equals).trim();
  const value = parameter.slice(equals + 1).trim();
  const quoted = /^"(.*)"$/.exec(value)?.[1]?.replaceAll(/\\(.)/g, "$1");
  return TOKEN.test(name) && TOKEN.test(quoted ?? value);
}
