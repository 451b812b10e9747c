export * from "./cursor.ts";
export * from "./decode-error.ts";
export * from "./fields.ts";
export * from "./frames.ts";
export * from "./limits.ts";
export * from "./problem.ts";
export * from "./sse.ts";
export * from "./transports.ts";
