import { expect, test } from "vitest";
import { toMarkers } from "./markers.ts";
import { mergeBodies } from "./merge-body.ts";

interface Row {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly merged: string;
}

const merge = ({ base, ours, theirs }: Omit<Row, "merged">) => mergeBodies({ base, ours, theirs }, toMarkers());

const list = (...items: string[]) => `# T\n\n${items.map((item) => `- ${item}\n`).join("")}`;

const marked = (ours: string, theirs: string) => `<<<<<<< ours\n${ours}=======\n${theirs}>>>>>>> theirs\n`;

const conflicts: readonly (readonly [string, Row])[] = [
  [
    "one line of a paragraph",
    { base: "1\n2\n3\n", ours: "1\na\n3\n", theirs: "1\nb\n3\n", merged: `1\n${marked("a\n", "b\n")}3\n` },
  ],
  [
    "an item reworded in two ways, but not its neighbours",
    {
      base: list("a b c", "d"),
      ours: list("a b x", "D"),
      theirs: list("a b y", "d", "e"),
      merged: `# T\n\n${marked("- a b x\n", "- a b y\n")}- D\n- e\n`,
    },
  ],
  [
    "an item that one side ticked and the other reworded: the tick is of other words",
    {
      base: list("[ ] below 200 ms"),
      ours: list("[ ] below 100 ms"),
      theirs: list("[x] below 200 ms"),
      merged: `# T\n\n${marked("- [ ] below 100 ms\n", "- [x] below 200 ms\n")}`,
    },
  ],
  [
    "an item that one side ticked and the other removed",
    {
      base: list("[ ] a", "[ ] b"),
      ours: list("[ ] b"),
      theirs: list("[x] a", "[ ] b"),
      merged: `# T\n\n${marked("", "- [x] a\n")}- [ ] b\n`,
    },
  ],
  [
    "a paragraph that one side removed and the other changed",
    {
      base: "# T\n\none two three\n\nfour\n",
      ours: "# T\n\none two 3\n\nfour\n",
      theirs: "# T\n\nfour\n",
      merged: `# T\n\n${marked("one two 3\n", "")}\nfour\n`,
    },
  ],
  [
    "a section that one side removed and the other added to: all of it",
    {
      base: "# T\n\n## Keep\n\n- a\n\n## Drop\n\n- b\n",
      ours: "# T\n\n## Keep\n\n- a\n",
      theirs: "# T\n\n## Keep\n\n- a\n\n## Drop\n\n- b\n- c\n",
      merged: `# T\n\n## Keep\n\n- a\n\n${marked("", "## Drop\n\n- b\n- c\n")}`,
    },
  ],
  [
    "code, whole: within a fence markers would be code",
    {
      base: "```\none\ntwo\n```\n",
      ours: "```\none\n2\n```\n",
      theirs: "```\none\nII\n```\n",
      merged: marked("```\none\n2\n```\n", "```\none\nII\n```\n"),
    },
  ],
  [
    "two versions of a paragraph that both added",
    {
      base: "# T\n",
      ours: "# T\n\nSessions are kept in a database.\n",
      theirs: "# T\n\nSessions are kept in a file.\n",
      merged: `# T\n\n${marked("Sessions are kept in a database.\n", "Sessions are kept in a file.\n")}`,
    },
  ],
  [
    "a row that both added",
    {
      base: "| a | b |\n|---|---|\n",
      ours: "| a | b |\n|---|---|\n| x | 1 |\n",
      theirs: "| a | b |\n|---|---|\n| x | 2 |\n",
      merged: `| a | b |\n|---|---|\n${marked("| x | 1 |\n", "| x | 2 |\n")}`,
    },
  ],
];

test.each(conflicts)("a conflict: %s", (_, { merged, ...texts }) => {
  const { text, hunks } = merge(texts);
  expect(text).toBe(merged);
  expect(hunks).toHaveLength(1);
  const [hunk] = hunks;
  const lines = text.split("\n");
  expect([lines[hunk?.start ?? -1], lines[hunk?.end ?? -1]]).toEqual(["<<<<<<< ours", ">>>>>>> theirs"]);
});

const fenced =
  "# T\n\n```\ncode\n```\n\n## Steps\n\n1. Look at the files\n2. Merge them\n3. Write it down\n\nDone then.\n";

test.each([
  ["the end of a fence is lost and a line of what follows reworded", "```\n\n## S", "``` lost\n\n## S"],
  ["a fence is opened", "# T\n", "# T\n\n```\n"],
])("where %s, that makes no conflict of what is there in both", (_, was, is) => {
  const ours = fenced.replace(was, is).replace("Merge them", "Merge all of them");
  const theirs = fenced.replace("## Steps", "## Steps to take");
  const expected = ours.replace("## Steps", "## Steps to take");
  for (const [one, other] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    expect(mergeBodies({ base: fenced, ours: one, theirs: other }, toMarkers())).toEqual({ text: expected, hunks: [] });
  }
});
