// How a call of the service's REST interface is signed: headers AppKey, Nonce, CurTime, CheckSum ("API checksum verification", server APIs,
// Overview). A signature is valid for five minutes around CurTime, and for one call.
import { createHash } from "node:crypto";

export interface AppCredentials {
  readonly appKey: string;
  readonly appSecret: string;
}

export interface Signing extends AppCredentials {
  /** At most 128 characters, another one for each call. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly curTime: number;
}

export function signedHeaders(signing: Signing): Readonly<Record<string, string>> {
  const { appKey, nonce, curTime } = signing;
  return { AppKey: appKey, Nonce: nonce, CurTime: String(curTime), CheckSum: checkSum(signing) };
}

/** Lower-case hexadecimal SHA-1 of secret, nonce and time, one after the other. */
function checkSum({ appSecret, nonce, curTime }: Signing): string {
  return createHash("sha1").update(`${appSecret}${nonce}${curTime}`).digest("hex");
}
