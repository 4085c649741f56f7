export { type AgentEvent, type ErrorClass } from "./agent-event.ts";
export { attachAgent, forbidAgent, readAgentIdentity, type AgentExit, type AgentProcess } from "./attach-agent.ts";
export { createProvider, type ProviderSettings } from "./create-provider.ts";
export { agentEnvironment, type EnvironmentRequest } from "./environment.ts";
export { followLines, type Following } from "./follow-lines.ts";
export { groupMembers, stopGroup, type Stopped } from "./process-group.ts";
export { ownIdentity, processState, readStartTime, type ProcessIdentity } from "./process.ts";
export {
  type AgentParser,
  type AgentRequest,
  type Capabilities,
  type Invocation,
  type Probe,
  type Provider,
} from "./provider.ts";
export { createRedactor } from "./redact.ts";
export { launchAgent, type Launch } from "./run-process.ts";
