import type { Finding } from "./finding.ts";
import type { SpecType, Status } from "./status.ts";

export interface Approval {
  readonly required: boolean;
  readonly status: "pending" | "approved" | "rejected";
  readonly by?: string;
  readonly at?: string;
  /** Whom git knew, `Name <email>`, where `by` is somebody else. */
  readonly identity?: string;
  /** The key that the commit of the decision was signed with. */
  readonly signer?: string;
  /** What it was given through, where that was no command line. */
  readonly via?: string;
  /** Digest of the text that was approved. */
  readonly content?: string;
}

/** A gate that somebody bypassed. */
export interface WaiverEntry {
  readonly gate: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** The fields that chant knows, typed; absent ones are absent. Dates are text, UTC. */
export interface Frontmatter {
  readonly type: SpecType;
  readonly status: Status;
  readonly depends_on?: readonly string[];
  readonly labels?: readonly string[];
  readonly target_files?: readonly string[];
  readonly context?: readonly string[];
  readonly prompt?: string;
  readonly provider?: string;
  readonly branch?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly failed_at?: string;
  readonly error?: string;
  readonly reason?: string;
  readonly commits?: readonly string[];
  readonly model?: string;
  /** USD */
  readonly cost?: number;
  readonly criteria?: string;
  readonly waivers?: readonly WaiverEntry[];
  readonly tracks?: readonly string[];
  readonly informed_by?: readonly string[];
  readonly origin?: readonly string[];
  readonly schedule?: string;
  readonly source_branch?: string;
  readonly target_branch?: string;
  readonly conflicting_files?: readonly string[];
  readonly blocked_specs?: readonly string[];
  readonly original_spec?: string;
  readonly last_verified?: string;
  readonly verification_status?: string;
  readonly verification_failures?: readonly string[];
  readonly replayed_at?: string;
  readonly replay_count?: number;
  readonly original_completed_at?: string;
  readonly derived_fields?: readonly string[];
  readonly approval?: Approval;
  readonly members?: readonly string[];
  readonly output_schema?: string;
  readonly public?: boolean;
  readonly retry_state?: Readonly<Record<string, unknown>>;
}

/** A spec document. The text is the truth; everything else is an index into it. */
export interface Spec {
  readonly id: string;
  /** The exact source. */
  readonly text: string;
  /** Source of the first level-1 heading, without its marks. */
  readonly title: string | undefined;
  readonly frontmatter: Frontmatter;
  /** Keys that chant does not know, as plain data with every scalar as text. */
  readonly unknown: Readonly<Record<string, unknown>>;
  /** The exact text after the closing fence. */
  readonly body: string;
  readonly bodyOffset: number;
  readonly findings: readonly Finding[];
  /** False when the header cannot be trusted: never worked, never written. */
  readonly readable: boolean;
}
