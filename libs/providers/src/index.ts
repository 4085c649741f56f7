export { type AgentEvent, type ErrorClass } from "./agent-event.ts";
export { createProvider, type ProviderSettings } from "./create-provider.ts";
export { agentEnvironment, type EnvironmentRequest } from "./environment.ts";
export { followLines, type Following } from "./follow-lines.ts";
export { groupMembers, ownIdentity, processState, readStartTime, stopGroup, type ProcessIdentity, type Stopped } from "./process.ts";
export { type AgentParser, type AgentRequest, type Capabilities, type Invocation, type Probe, type Provider } from "./provider.ts";
export { createRedactor } from "./redact.ts";
export { attachAgent, forbidAgent, launchAgent, type AgentExit, type AgentProcess, type Launch } from "./run-process.ts";
