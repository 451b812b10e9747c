// Makes sure that Mosquitto is there for the tests of the messaging lane, and prints which: the machine's, else Debian's, downloaded and
// unpacked for this checkout alone. Ends with advice in one line and a non-zero exit code when a person has to install it.
import { BROKER_CACHE_FOLDER, MOSQUITTO, mosquittoProgram } from "./broker-programs.ts";
import { downloadPackages, findProgram } from "./debian-programs.ts";

if (findProgram(MOSQUITTO, BROKER_CACHE_FOLDER) === undefined)
  downloadPackages([MOSQUITTO], BROKER_CACHE_FOLDER);
try {
  console.log(`${MOSQUITTO}: ${mosquittoProgram().path}`);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
