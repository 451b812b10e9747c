// One's own player: another name, another device, and by which addresses those and guests come. SPEC PR160, PR165–PR167.
import {
  decodeAddressesAnswer,
  decodeDeviceCodeAnswer,
  decodeJoinAnswer,
  routes,
  type AddressesAnswer,
  type ArrivalRequest,
  type DeviceCodeAnswer,
  type JoinAnswer,
  type RenameRequest,
} from "@hydra/protocol";
import type { ApiOptions } from "./api.ts";
import { nothing, requestJson } from "./http.ts";

/** Takes another name. @throws ProtocolError `invalid-body`, `unauthenticated`, `quota-exceeded` */
export function renamePlayer(api: ApiOptions, familyId: string, body: RenameRequest): Promise<void> {
  return requestJson({ ...api, path: routes.rename(familyId), body, decode: nothing });
}

/** A code for another device. @throws ProtocolError `unauthenticated` */
export function createDeviceCode(api: ApiOptions, familyId: string): Promise<DeviceCodeAnswer> {
  return requestJson({ ...api, path: routes.deviceCode(familyId), body: {}, decode: decodeDeviceCodeAnswer });
}

/** In a browser the answer also sets the session cookie. @throws ProtocolError `unknown-code`, `invalid-body`, `quota-exceeded` */
export function arrive(api: ApiOptions, body: ArrivalRequest): Promise<JoinAnswer> {
  return requestJson({ ...api, path: routes.arrivals, body, decode: decodeJoinAnswer });
}

/** By which addresses guests reach the server. @throws ProtocolError */
export function getAddresses(api: ApiOptions): Promise<AddressesAnswer> {
  return requestJson({ ...api, path: routes.addresses, decode: decodeAddressesAnswer });
}
