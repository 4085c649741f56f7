import * as z from "zod";
import { statuses } from "../../spec/status.ts";
import { count, flag, list, port, positive, text } from "../values.ts";

// What watches, shows and serves specs.

export const site = () =>
  z.object({
    output_dir: text.default(".chant/site/dist").describe("Folder that the site is built into"),
    base_url: text
      .transform((url) => (url.endsWith("/") ? url : `${url}/`))
      .default("/")
      .describe("What every link begins with"),
    title: text.default("Project Specs").describe("Title of the site"),
    description: z.string().default("").describe("Sentence below the title"),
    include: z
      .object({
        statuses: z
          .preprocess((value) => (typeof value === "string" ? [value] : value), z.array(z.enum(statuses)))
          .default(["completed", "in_progress", "pending"])
          .describe("Statuses to show"),
        labels: list.default([]).describe("Labels to show; none means all"),
      })
      .prefault({}),
    exclude: z
      .object({
        labels: list.default([]).describe("Labels to leave out"),
        fields: list.default([]).describe("Fields to leave out"),
      })
      .prefault({}),
    features: z
      .object({
        changelog: flag.default(true),
        dependency_graph: flag.default(true),
        timeline: flag.default(true),
        status_indexes: flag.default(true),
        label_indexes: flag.default(true),
      })
      .prefault({}),
    graph: z
      .object({ detail: z.enum(["minimal", "titles", "full"]).default("full").describe("What a node shows") })
      .prefault({}),
    timeline: z
      .object({
        group_by: z.enum(["day", "week", "month"]).default("day"),
        include_pending: flag.default(false).describe("Show specs that are not completed"),
      })
      .prefault({}),
  });

export const watch = () =>
  z.object({
    poll_interval_ms: z.coerce.number().int().min(1).default(5000).describe("How often to look"),
    idle_timeout_minutes: positive.default(5).describe("When to end if nothing happens"),
    failure: z
      .object({
        max_retries: count.default(3).describe("How often a failed spec is tried again; 0 for never"),
        retry_delay_ms: count.default(60_000).describe("How long the first retry waits"),
        backoff_multiplier: z.coerce.number().min(1).default(2).describe("How much longer each next one waits"),
        retryable_patterns: list.default([]).describe("Regular expressions of errors that are worth a retry"),
        on_permanent_failure: z.enum(["skip", "stop"]).default("skip").describe("What follows the last retry"),
      })
      .prefault({}),
  });

export const exporting = () =>
  z.object({
    default_format: z.enum(["json", "csv", "markdown"]).default("json").describe("Format when none is asked for"),
    include_cost: flag.default(false).describe("Add what runs cost"),
    include_git: flag.default(false).describe("Add what git knows of the commits"),
  });

export const daemon = () =>
  z
    .object({
      enabled: flag.default(false).describe("Hand specs to the daemon instead of working them here"),
      api_port: port.default(8080).describe("Port of the interface"),
      metrics_port: port.default(9090).describe("Port of the metrics"),
    })
    .refine(({ api_port, metrics_port }) => api_port === 0 || api_port !== metrics_port, {
      path: ["metrics_port"],
      error: "it is the api_port",
    });
