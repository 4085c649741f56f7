const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupts {
  /** Aborted on the first interrupt: end gracefully. */
  readonly signal: AbortSignal;
  /** Aborted on the second: end what was started at once. */
  readonly kill: AbortSignal;
  end(): void;
}

/** The first interrupt asks for a graceful end, the second kills the agent, the third ends this process as it is. */
export function listenForInterrupts(): Interrupts {
  const [graceful, kill] = [new AbortController(), new AbortController()];
  const onSignal = () => {
    if (kill.signal.aborted) process.exit(130);
    (graceful.signal.aborted ? kill : graceful).abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: graceful.signal,
    kill: kill.signal,
    end() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
