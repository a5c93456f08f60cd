import {
  type ChannelFrame,
  NumberedConnection,
  type RowHandler,
  type SessionAttempt,
  type VenueContext,
} from 'venuekit/adapter';
import { LarkClient } from './client/client';
import { toError } from './errors';
import type { LarkCredentials, LarkSettings } from './options';
import type { LarkTypes } from './profile';
import { readFrame } from './wire/rows';

/** What a connection is made of. */
export interface LarkConnectionOptions {
  readonly settings: LarkSettings;
  readonly credentials: LarkCredentials;
  readonly context: VenueContext<LarkTypes>;
  readonly channels: Readonly<Record<string, RowHandler>>;
  onUnreadable(socket: SocketName): void;
}

type SocketName = 'public' | 'private';

// [doc:connection]
/** The client and both sockets. */
export class LarkConnection extends NumberedConnection<SocketName> {
  readonly client: LarkClient;

  constructor({ settings, credentials, context, channels, onUnreadable }: LarkConnectionOptions) {
    const { redactor } = context;
    const client = new LarkClient(settings, credentials, redactor);
    super({
      venue: 'lark',
      settings,
      hooks: context,
      redactor,
      rest: client.transport,
      urls: { public: settings.publicUrl, private: settings.privateUrl },
      pace: { capacity: 50, refillPerSecond: 50 },
      silence: { staleAfterMs: 10_000, lostAfterMs: 15_000 },
      ping: { op: 'ping' },
      channels,
      onUnreadable,
      readFrame(value): ChannelFrame {
        const { error, ...frame } = readFrame(value);
        if (error === undefined) return frame;
        const refused = { code: error.code, venueText: redactor.text(error.message) };
        return { ...frame, refusal: (call) => toError(refused, call) };
      },
    });
    this.client = client;
  }

  /** Opens the public socket. */
  async connect({ epoch, signal }: SessionAttempt): Promise<void> {
    this.begin(epoch);
    await this.client.syncTime({ signal });
    this.checkSkew();
    await this.open('public', signal);
  }

  /** Opens the private socket and logs in: from then on the venue sends all events of the account. */
  async logIn({ signal }: SessionAttempt): Promise<void> {
    await this.open('private', signal);
    await this.request('private', 'login', { op: 'login', ...this.client.loginFields() }, signal);
    this.established();
  }
}
// [/doc:connection]
