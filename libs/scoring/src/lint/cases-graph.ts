import { driver, id, node, other, type Cases } from "./cases.ts";

const cancelled = [node(id), node(other, { status: "cancelled" })];
const circle = [node(id, { depends_on: [other] }), node(other, { depends_on: [id] })];
const twins = [node("2026-01-22-001-ABC"), node(id)];

/** Rules about a spec among others. */
export const graphCases: Readonly<Record<string, Cases>> = {
  id: {
    bad: { "a path": { id: "../secret" }, "a word that Windows owns": { id: "con" } },
    good: { "a safe name": { id: "notes" } },
  },
  duplicate_id: {
    bad: {
      "two files": { context: { duplicates: new Map([[id, ["a.md", "b.md"]]]) } },
      "another case": { nodes: twins },
    },
    good: { "two files of another id": { context: { duplicates: new Map([[other, ["a.md", "b.md"]]]) } } },
  },
  id_form: {
    bad: { "no date": { id: "notes" } },
    good: { "a prefix": { id: `web-${id}` }, "a member": { id: `${id}.1.2` } },
  },
  dependency: {
    bad: {
      "an unknown spec": { header: "depends_on: [2026-01-22-009-zzz]\n" },
      "no id": { header: 'depends_on: ["../secret"]\n' },
      "a short id": { header: "depends_on: [002-def]\n" },
      "an unknown repository": { header: `depends_on: ["web:${other}"]\n` },
      "a circle": { header: `depends_on: [${other}]\n`, nodes: circle },
      "its own driver": { id: `${id}.1`, header: `depends_on: [${id}]\n`, nodes: driver },
    },
    good: {
      "a known spec": { header: `depends_on: [${other}]\n` },
      "a known spec of another repository": { header: `depends_on: ["web:${other}"]\n`, nodes: [node(`web:${other}`)] },
      "an archived spec": {
        header: `depends_on: [${other}]\n`,
        nodes: [node(other, { archived: true, status: "completed" })],
      },
      "members of a driver": {
        header: `depends_on: [${id}.1]\n`,
        nodes: [...driver, node(id, { depends_on: [`${id}.1`] })],
      },
      "an empty list": { header: "depends_on: []\n" },
    },
  },
  cancelled_dependency: {
    bad: { "a cancelled spec": { header: `depends_on: [${other}]\n`, nodes: cancelled } },
    good: { "of a completed spec": { header: `status: completed\ndepends_on: [${other}]\n`, nodes: cancelled } },
  },
  member: {
    bad: {
      "no driver": { id: `${other}.1`, nodes: [node(`${other}.1`)] },
      "an unknown member": { header: `members: [${id}.1]\n` },
    },
    good: { "its driver": { id: `${id}.1`, nodes: driver }, "a member's member": { id: `${id}.1.1`, nodes: driver } },
  },
  status: {
    bad: {
      "an open criterion": { header: "status: completed\n" },
      "an open member": { header: "status: completed\n", body: "# T\n", nodes: [node(id), node(`${id}.1`)] },
      "a time that is to come": { header: "status: pending\ncompleted_at: 2026-01-22T10:00:00Z\n" },
      "a branch that is gone": {
        header: "status: paused\nbranch: chant/x\n",
        context: { branches: new Set(["main"]) },
      },
    },
    good: {
      "a waiver": { header: "status: completed\nwaivers: [{gate: criteria, by: me, at: now, reason: r}]\n" },
      "a branch that is there": { header: "status: paused\nbranch: main\n", context: { branches: new Set(["main"]) } },
      "branches that nobody looked at": { header: "status: paused\nbranch: chant/x\n" },
    },
  },
  type: {
    bad: {
      "documentation without sources": { header: "type: documentation\ntarget_files: [a]\n" },
      "documentation without target": { header: "type: documentation\ntracks: [a]\n" },
      "research without material": { header: "type: research\ntarget_files: [a]\n" },
      "research without target": { header: "type: research\norigin: [a]\n" },
      "a driver without members": { header: "type: driver\n" },
      "a group with an empty list": { header: "type: group\nmembers: []\n" },
    },
    good: {
      "a whole one": { header: "type: research\ntarget_files: [a]\ninformed_by: [b]\n" },
      "members by name": { header: "type: driver\n", nodes: driver },
    },
  },
  coupling: {
    bad: {
      "another spec": { body: `# T\n\nAs in \`${other}\`.\n` },
      "a sibling": { id: `${id}.1`, body: `# T\n\nAfter ${id}.2.\n`, nodes: driver },
    },
    good: {
      "in a block of code": { body: `# T\n\n\`\`\`\n${other}\n\`\`\`\n` },
      "its own members": { body: `# T\n\nSee ${id}.2 and ${id}.\n` },
      "its driver": { id: `${id}.1`, body: `# T\n\nSee ${id} and ${other}.\n`, nodes: driver },
      "a driver": { header: "type: driver\n", body: `# T\n\nSee ${other}.\n` },
      "a conflict": { header: "type: conflict\n", body: `# T\n\nSee ${other}.\n` },
      "what it depends on": { header: `depends_on: [${other}]\n`, body: `# T\n\nAfter ${other}.\n` },
      "what an agent wrote": { body: `# T\n\n## Agent Output\n\nI read ${other}.\n` },
    },
  },
};
