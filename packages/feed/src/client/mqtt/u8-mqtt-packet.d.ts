// The package u8-mqtt-packet (BSD-2-Clause) has no types of its own: what mqtt-codec.ts uses of it.
declare module "u8-mqtt-packet/esm/codec_v4_client.js" {
  /** How the packets of MQTT 3.1.1 are read and written. */
  const packets: unique symbol;
  export default packets;
}

declare module "u8-mqtt-packet/esm/codec_bind.js" {
  /** A code with words of the library's own. */
  interface NumberObject {
    valueOf(): number;
  }
  interface Read {
    /** `connack`, `publish`, `suback`, `pingresp` … */
    readonly type: string;
    readonly topic?: string;
    readonly retain?: boolean;
    readonly payload?: Uint8Array;
    readonly pkt_id?: number;
    /** Undefined where the packet ends before it. */
    readonly reason?: NumberObject | undefined;
    readonly answers?: readonly (NumberObject | undefined)[];
  }
  interface Written {
    readonly connect: {
      readonly client_id: string;
      readonly keep_alive: number;
      readonly flags: { readonly clean_start: true };
      readonly username?: string;
      readonly password?: string;
    };
    readonly subscribe: { readonly pkt_id: number; readonly qos: 0; readonly topics: readonly string[] };
  }
  export default function bind(
    level: 4,
    packets: typeof import("u8-mqtt-packet/esm/codec_v4_client.js").default,
    api: object,
  ): {
    encode_pkt<Type extends keyof Written>(type: Type, packet: Written[Type]): Uint8Array<ArrayBuffer>;
    /** `body` is null when there is none. May throw anything for what is no packet. Undefined for a type it does not read. */
    decode_pkt(first: number, body: Uint8Array | null): Read | undefined;
  };
}
