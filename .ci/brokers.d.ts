export interface Broker extends AsyncDisposable {
    readonly url: string;
    /** Resolves when it takes clients. */
    start(): Promise<void>;
    /** At once, as a crash. */
    kill(): Promise<void>;
    /** Stops running without ending: its connections stay, and nothing is read. */
    freeze(): void;
    thaw(): void;
    /** What it wrote. */
    readonly output: string;
}
/** A folder of its own, which others may enter: Mosquitto gives up its rights where it is started with all. */
export declare function brokerFolder(): Promise<string>;
export interface MosquittoOptions {
    readonly scheme?: "mqtt" | "mqtts";
    readonly folder?: string;
    /** Default a free one. */
    readonly port?: number;
    /** More lines of its configuration, after those of the listener. */
    readonly lines?: readonly string[];
}
/** Its retained messages are in memory alone. */
export declare function startMosquitto(options?: MosquittoOptions): Promise<Broker>;
/**
 * Its MQTT listener needs JetStream, which keeps sessions and retained messages.
 * @param scheme `ws`: over WebSocket, at `/mqtt`
 * @param more of its configuration
 */
export declare function startNats(scheme?: "mqtt" | "ws", more?: string): Promise<Broker>;
/** A line of a password file: PBKDF2 with SHA-512, as mosquitto_passwd writes it. */
export declare function passwordLine(user: string, password: string): string;
