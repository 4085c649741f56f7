import { criteria, type Cases } from "./cases.ts";

/** Rules about what stands in a header. */
export const headerCases: Readonly<Record<string, Cases>> = {
  parse: {
    bad: { "broken YAML": { header: "status: [\n" }, "an unknown status": { header: "status: new\n" } },
    good: { "a readable spec": {} },
  },
  frontmatter: { bad: {}, good: { "an empty one": { header: "" } } },
  field: {
    bad: { "a map for a list": { header: "labels: {a: b}\n" }, "an unknown type": { header: "type: story\n" } },
    good: { "one text for a list": { header: "labels: a\n" } },
  },
  legacy: {
    bad: {
      "a type": { header: "type: feature\n" },
      "a status": { header: "status: ready\n" },
      "a key": { header: "commit: abc\n" },
      "a derived entry": { header: "context: [derived_team=web]\n" },
    },
    good: { "today's spelling": { header: "type: code\nstatus: pending\ncommits: [abc]\n" } },
  },
  title: {
    bad: { "no heading": { body: criteria }, "only marks": { body: "# #\n" } },
    good: { "a heading below": { body: "Text.\n\n# T\n" } },
  },
  required: {
    bad: {
      "an absent field": { context: { settings: { required: ["team"] } } },
      "an empty list": { header: "labels: []\n", context: { settings: { required: ["labels"] } } },
    },
    good: {
      "a field of the user's own": { header: "team: web\n", context: { settings: { required: ["team", "status"] } } },
    },
  },
  schema: {
    bad: {
      "a value that is not accepted": {
        header: "team: ops\n",
        context: { settings: { fields: { team: { enum: ["web"] } } } },
      },
      "a wrong type": { header: "points: many\n", context: { settings: { fields: { points: { type: "integer" } } } } },
      "a wrong item": {
        header: "sizes: [1, x]\n",
        context: { settings: { fields: { sizes: { type: "array", items: "number" } } } },
      },
    },
    good: {
      "an absent field": { context: { settings: { fields: { points: { type: "integer" } } } } },
      "a number": {
        header: "points: 3\n",
        context: { settings: { fields: { points: { type: "integer", enum: ["3"] } } } },
      },
    },
  },
  approval: {
    bad: {
      "a decision by nobody": { header: "approval: {required: true, status: approved, at: 2026-01-22T10:00:00Z}\n" },
      "a decision at no time": { header: "approval: {required: true, status: rejected, by: me}\n" },
      "an open decision of somebody": { header: "approval: {required: true, status: pending, by: me}\n" },
    },
    good: {
      "a whole decision": { header: "approval: {required: true, status: approved, by: me, at: now}\n" },
      "an open one": { header: "approval: {required: true}\n" },
    },
  },
  outcome: {
    bad: { "failed for no reason": { header: "status: failed\n" } },
    good: { "a reason": { header: "status: needs_attention\nreason: r\n" } },
  },
  misspelt_key: {
    bad: {
      "a letter too few": { header: "depend_on: [x]\n" },
      "other marks": { header: "dependsOn: [x]\n" },
      "swapped letters": { header: "lables: [x]\n" },
    },
    good: { "a word of its own": { header: "title: x\nagent: y\nid: z\n" } },
  },
  unknown_key: {
    bad: { "a key of the user's own": { header: "sprint: 7\n" } },
    good: {
      "a key that is required": { header: "team: web\n", context: { settings: { required: ["team"] } } },
      "a derived key": { header: "team: web\nderived_fields: [team]\n" },
      "settings of lint": { header: "lint: {disable: [title]}\n" },
    },
  },
  repeated: {
    bad: { "a label": { header: "labels: [a, b, a]\n" } },
    good: { "different ones": { header: "labels: [a, b]\ntarget_files: [a]\n" } },
  },
};
