import fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor, redact } from "./redact.ts";

/** Brackets would make a secret out of the mark itself. */
const secret = fc
  .string({ unit: "binary", minLength: 8, maxLength: 30 })
  .filter((text) => !/[[\]]|^redacted$/.test(text));

test("V8: no given secret survives, wherever it stands", () => {
  const texts = fc
    .array(secret, { minLength: 1, maxLength: 5 })
    .chain((secrets) =>
      fc.tuple(fc.constant(secrets), fc.array(fc.oneof(fc.constantFrom(...secrets), fc.string()), { maxLength: 10 })),
    );
  fc.assert(
    fc.property(texts, ([secrets, parts]) => {
      const result = redact(parts.join(""), secrets);
      expect(secrets.filter((one) => result.includes(one))).toEqual([]);
    }),
  );
});

test("a secret that is part of another leaves no rest of it", () => {
  expect(redact("a=hunter2hunter2 b=hunter2hunter2-and-more", ["hunter2hunter2", "hunter2hunter2-and-more"])).toBe(
    "a=[redacted] b=[redacted]",
  );
});

test("a secret is no pattern", () => {
  const secrets = ["a.b*c(d)[e]", "$&$1\\d+^|?{2}"];
  expect(redact(`one ${secrets[0]} two ${secrets[1]} three aXbbcd`, secrets)).toBe(
    "one [redacted] two [redacted] three aXbbcd",
  );
});

test("text without secrets is unchanged, and words shorter than 8 characters are none", () => {
  expect(redact("nothing here, port 1234567", ["", "1234567", "here"])).toBe("nothing here, port 1234567");
  expect(redact("nothing here", [])).toBe("nothing here");
});

const letters = (count: number) => "aB3".repeat(count).slice(0, count);

test.each([
  `sk-ant-${letters(40)}`,
  `sk-${letters(16)}`,
  ...["ghp", "gho", "ghu", "ghs", "ghr"].map((kind) => `${kind}_${letters(36)}`),
  `github_pat_${letters(30)}`,
  `glpat-${letters(20)}`,
  `AKIA${"A1".repeat(8)}`,
  `xoxb-${letters(12)}-${letters(12)}`,
])("a token shaped like %s is taken out, what is around it stays", (token) => {
  expect(redact(`key: "${token}", next`, [])).toBe('key: "[redacted]", next');
  expect(redact(`${token}\n${token}`, [])).toBe("[redacted]\n[redacted]");
});

test.each(["task-0123456789abcdef-done", "sk-short", "risk-assessment-of-the-year", "AKIA", "ghp_short"])(
  "%s is no token",
  (text) => {
    expect(redact(text, [])).toBe(text);
  },
);

test("the values of variables whose names tell are secrets, others are not", () => {
  const env = {
    API_KEY: "value-of-key",
    github_token: "value-of-token",
    MY_SECRET_X: "value-of-secret",
    DB_PASSWORD: "value-of-password",
    OLD_PASSWD: "value-of-passwd",
    AWS_CREDENTIALS: "value-of-credentials",
    EMPTY_KEY: undefined,
    SHORT_KEY: "short",
    HOME: "value-of-home",
  };
  const text = Object.values(env).filter(Boolean).join(" ");
  expect(createRedactor(env)(text)).toBe(`${"[redacted] ".repeat(6)}short value-of-home`);
});
