import { chantPaths } from "@chant/core/store";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { forgetIntent, requestedIntent, requestIntent, watchIntent } from "./intent.ts";
import type { Intent } from "../run/run-record.ts";

const attempt = { spec_id: "a", attempt: 1 };

async function paths() {
  const dir = await testDir({ ".chant/processes/none": "" }, onTestFinished);
  return chantPaths(dir.path);
}

test("what is asked of a run is told until it is taken back, and words that nobody knows ask nothing", async () => {
  const at = await paths();
  expect(await requestedIntent(at, attempt)).toBeUndefined();
  await requestIntent(at, attempt, "stop");
  expect(await requestedIntent(at, attempt)).toBe("stop");
  expect(await requestedIntent(at, { ...attempt, attempt: 2 })).toBeUndefined();
  await forgetIntent(at, attempt);
  expect(await requestedIntent(at, attempt)).toBeUndefined();
});

test("who watches is told once, also of what was asked before", async () => {
  const at = await paths();
  await requestIntent(at, attempt, "pause");
  const heard: Intent[] = [];
  await new Promise<void>((done) => {
    const end = watchIntent(at, attempt, (intent) => {
      heard.push(intent);
      done();
    });
    onTestFinished(end);
  });
  expect(heard).toEqual(["pause"]);
});

test("who has ended the watching hears nothing more, not even of a look that was under way", async () => {
  const at = await paths();
  const heard: Intent[] = [];
  const end = watchIntent(at, attempt, (intent) => heard.push(intent));
  // The first look has begun and waits for the file.
  await new Promise((later) => setTimeout(later, 0));
  end();
  await requestIntent(at, attempt, "cancel");
  await new Promise<void>((done) => onTestFinished(watchIntent(at, attempt, () => done())));
  expect(heard).toEqual([]);
});
