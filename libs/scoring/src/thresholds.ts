/** Every number that a rule or a grade compares with. `lint` holds the defaults of `lint.thresholds` in the config. */
export const thresholds = {
  lint: {
    complexity_criteria: 5,
    complexity_files: 5,
    complexity_words: 500,
    simple_criteria: 3,
    simple_files: 2,
    simple_words: 200,
  },
  /** What each part of a split spec should stay within. */
  split: { criteria: 5, files: 5, words: 200 },
  /** The least count that earns the grade; below all of them it is an A. */
  complexity: {
    criteria: { B: 4, C: 6, D: 8 },
    files: { B: 3, C: 4, D: 5 },
    words: { B: 200, C: 400, D: 600 },
  },
  confidence: {
    A: { list: 0.6, verbs: 0.8, vague: 0 },
    B: { list: 0.3, verbs: 0.5, vague: 2 },
    /** Under this share of list items, or over this many vague words, it is a D. */
    D: { list: 0.1, vague: 8 },
  },
  splittability: { A: { headings: 3, files: 3 }, B: { headings: 2, files: 2 } },
  isolation: {
    A: { isolated: 0.9, shared: 0.2 },
    B: { isolated: 0.7 },
    D: { isolated: 0.5, shared: 0.5 },
  },
  /** The least number of criteria that earns the grade. */
  criteria_quality: { A: 4, B: 2, C: 1 },
} as const;

/** The numbers that a project may set for its lint rules. */
export type LintThresholds = Readonly<Record<keyof typeof thresholds.lint, number>>;
