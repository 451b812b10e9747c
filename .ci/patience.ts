// A setup file: what a test awaits may take long on a slow machine. Vitest's own limit of one second cannot be configured for these.
import { vi } from "vitest";

/** A limit for what hangs, not a measure of speed. */
const TIMEOUT_MS = 60_000;

const { waitFor, waitUntil } = vi;

vi.waitFor = (callback, options) => waitFor(callback, options ?? TIMEOUT_MS);
vi.waitUntil = (callback, options) => waitUntil(callback, options ?? TIMEOUT_MS);
