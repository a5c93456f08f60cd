/** What of the official client `redis` (5 or newer) a bus uses; a client, a cluster and a sentinel all have it. */
export interface RedisClient {
  connect(): Promise<unknown>;
  duplicate(): RedisClient;
  /** Ends at once. */
  destroy(): unknown;
  on(event: 'error' | 'ready' | 'node-ready', listener: (error?: unknown) => void): unknown;
  eval(script: string, options: ScriptCall): Promise<unknown>;
  evalSha(sha: string, options: ScriptCall): Promise<unknown>;
  get(key: string): Promise<unknown>;
  hGetAll(key: string): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  unsubscribe(channel: string, listener: (message: unknown) => void): Promise<unknown>;
}

interface ScriptCall {
  readonly keys: string[];
  readonly arguments: string[];
}
