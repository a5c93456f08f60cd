import { ConfigurationError } from '../../index';

/** Where the demo connects when it is not to its own emulators. */
export interface DemoFlags {
  readonly seed: number;
  readonly user?: string;
  readonly password?: string;
  readonly mainUrl?: string;
  readonly streamUrl?: string;
  readonly host?: string;
  readonly mainPort?: number;
  readonly streamPort?: number;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/**
 * Refuses any host but this machine: the demo places orders, which it must never do at a real venue.
 * @throws ConfigurationError
 */
export function refuseRemote(flags: DemoFlags): void {
  const urls = [flags.mainUrl, flags.streamUrl].filter((url) => url !== undefined);
  const hosts = urls.map((url) => (URL.canParse(url) ? new URL(url).hostname : url));
  if (flags.host !== undefined) hosts.push(flags.host);
  const remote = hosts.find((host) => !LOOPBACK.has(host));
  if (remote !== undefined) {
    throw new ConfigurationError(
      `The demo places orders, so it connects to this machine only, not to ${remote}`,
    );
  }
}
