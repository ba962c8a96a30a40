/** The address of a broker: what may stand in a URL, and how it is shown without its password. */

export interface BrokerAddress {
  readonly scheme: 'mqtt' | 'mqtts' | 'ws' | 'wss';
  readonly host: string;
  readonly port: number;
  /** Of a WebSocket, with the query; '/' otherwise. */
  readonly path: string;
  readonly userName: string | null;
  readonly password: string | null;
  /** For messages: without user name and password. */
  readonly shown: string;
}

const DEFAULT_PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;

function isScheme(text: string): text is BrokerAddress['scheme'] {
  return Object.hasOwn(DEFAULT_PORTS, text);
}

/** The address, or what is wrong with the URL in plain words, never with its password. */
export function parseBrokerUrl(url: string): BrokerAddress | string {
  const form = 'mqtt://HOST:1883, with mqtts:, ws: or wss: for the other ways';
  const parsed = URL.parse(url);
  if (parsed === null) return `the broker's URL cannot be read; write it like ${form}`;
  const scheme = parsed.protocol.replace(/:$/, '');
  if (!isScheme(scheme)) {
    return `'${parsed.protocol}' is no way to reach a broker; write its URL like ${form}`;
  }
  if (parsed.hostname === '') return `the broker's URL names no host; write it like ${form}`;
  const port = parsed.port === '' ? DEFAULT_PORTS[scheme] : Number(parsed.port);
  const isWeb = scheme === 'ws' || scheme === 'wss';
  const path = isWeb ? `${parsed.pathname || '/'}${parsed.search}` : '/';
  if (!isWeb && !['', '/'].includes(parsed.pathname)) {
    return `${scheme}: takes no path ('${parsed.pathname}'); a WebSocket's URL begins with ws:`;
  }
  try {
    return {
      scheme,
      host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
      port,
      path,
      userName: parsed.username === '' ? null : decodeURIComponent(parsed.username),
      password: parsed.password === '' ? null : decodeURIComponent(parsed.password),
      shown: `${scheme}://${parsed.hostname}:${port}${isWeb ? parsed.pathname : ''}`,
    };
  } catch {
    return 'the user name or password in the URL of the broker has a % that is not %25';
  }
}

/** Whether what is sent there is encrypted, and the broker shows a certificate. */
export function isSecure({ scheme }: BrokerAddress): boolean {
  return scheme === 'mqtts' || scheme === 'wss';
}
