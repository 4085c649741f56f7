const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interrupts {
  /** Aborted on the first interrupt: end gracefully. */
  readonly signal: AbortSignal;
  end(): void;
}

/** The first interrupt asks for a graceful end, the second one ends the process. */
export function listenForInterrupts(): Interrupts {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    end() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
