/** A certificate for loopback and its key, both PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Makes a P-256 certificate for 127.0.0.1 and localhost that is its own authority.
 * @throws Error when the optional package `selfsigned` is not installed
 */
export async function makeCertificate(): Promise<Certificate> {
  let selfsigned: typeof import('selfsigned');
  try {
    selfsigned = await import('selfsigned');
  } catch (cause) {
    throw new Error('TLS needs the optional package "selfsigned": npm install selfsigned', { cause });
  }
  const { private: key, cert } = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
}
