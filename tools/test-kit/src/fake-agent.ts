import { fileURLToPath } from "node:url";

/** Path of a scripted agent; its first argument says what it does. */
export const fakeAgent = fileURLToPath(new URL("../bin/fake-agent", import.meta.url));
