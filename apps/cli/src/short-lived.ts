import * as z from "zod";

// zod compiles a schema for the parses that follow; a command parses once.
z.config({ jitless: true });
