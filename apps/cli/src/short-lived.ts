import module from "node:module";
import * as z from "zod";

// zod compiles a schema for the parses that follow; a command parses once. What Node compiled it may keep, where it can.
z.config({ jitless: true });
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
