// Tests that change this machine's network. Whenever an address comes or goes, Chromium gives up the requests that wait for a connection
// (ERR_NETWORK_CHANGED), also those of tests beside: these run when no other does.
import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";

export default defineConfig({
  ...base,
  testDir: "specs",
  outputDir: "../test-results/hosts",
  workers: 1,
});
