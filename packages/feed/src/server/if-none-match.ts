// Whether what a client holds is what there is: the field If-None-Match against an entity tag. RFC 9110 §13.1.2.

/** Any of a list, weakly compared; `*` matches whatever is there. Linear, for 16 KiB of commas may come. */
export function matchesTag(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch === etag || hasMember(ifNoneMatch, etag, "W/") || hasMember(ifNoneMatch, "*", "");
}

/** Whether a list has a member, with the prefix or without. RFC 9110 §5.6.1 */
function hasMember(list: string, member: string, prefix: string): boolean {
  for (let at = list.indexOf(member); at !== -1; at = list.indexOf(member, at + 1)) {
    const start = at - (list.startsWith(prefix, at - prefix.length) ? prefix.length : 0);
    if (isListEnd(list, start - 1, -1) && isListEnd(list, at + member.length, 1)) return true;
  }
  return false;
}

/** Whether nothing but spaces and tabs stands from an index to the next comma or end in a direction. */
function isListEnd(list: string, from: number, step: 1 | -1): boolean {
  let at = from;
  while (list[at] === " " || list[at] === "\t") at += step;
  return list[at] === undefined || list[at] === ",";
}
