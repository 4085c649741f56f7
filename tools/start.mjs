// The main job once, on a fresh clone: set-up, build, and a demo from `chant init` to merged work.
import { run, setUp } from "./setup.mjs";

setUp();
run("node", ["tools/build.mjs"]);
run("node", ["tools/demo/demo.mjs"]);
