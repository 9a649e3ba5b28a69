import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };

const program = new Command("tollgate")
  .description("Access control for the VirusTotal API v3, on your own machine.")
  .version(manifest.version);

await program.parseAsync();
