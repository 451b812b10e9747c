import { type Program } from "./debian-programs.ts";
export declare const BROKER_CACHE_FOLDER: string;
/** Program and Debian package. */
export declare const MOSQUITTO = "mosquitto";
/** @throws Error with what to install */
export declare function mosquittoProgram(): Program;
/** @throws NatsServerError with what to install */
export declare function natsProgram(): string;
/** Below those that systems hand out by themselves, for a server that gets its port before it starts. */
export declare function freeBrokerPort(): Promise<number>;
