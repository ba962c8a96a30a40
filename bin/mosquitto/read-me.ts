/** The next steps, for whoever opens the folder. */

import { dirname, relative } from 'node:path';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { quoted } from '../shell.ts';

interface ReadMe {
  readonly config: SwarmConfig;
  readonly folder: string;
  readonly hosts: readonly string[];
  readonly port: number;
}

/** Lines of the swarm file with which its members find the broker and are known to it. */
export function swarmFileLines({ config, folder, hosts, port }: ReadMe): string[] {
  const url = JSON.stringify(brokerUrl(hosts[0]!, port));
  const { radio, telemetry, broker } = config;
  const gateway = telemetry?.gateway ?? null;
  const more = gateway === null ? '' : `, gateway: ${gateway}`;
  const { homeAssistant, vda5050 } = telemetry ?? {};
  const feeds = [
    ...(homeAssistant ? [', homeAssistant: true'] : []),
    ...(vda5050 ? [`, vda5050: "${vda5050}"`] : []),
  ].join('');
  return [
    ...(radio.mqtt === undefined ? [] : [`radio: { mqtt: ${url} }`]),
    ...(telemetry === null ? [] : [`telemetry: { mqtt: ${url}${more}${feeds} }`]),
    brokerLine(dirname(config.file), folder, broker.user ?? '%id'),
  ];
}

/** `from`: folder of the swarm file. */
export function brokerLine(from: string, folder: string, user = '%id'): string {
  const near = relative(from, folder);
  const at = near === '' ? '.' : near.startsWith('..') || near.startsWith('/') ? near : `./${near}`;
  const values = [
    ['user', user],
    ['passwordFile', `${at}/passwords/%id.password`],
    ['caFile', `${at}/ca.crt`],
  ];
  return `broker: { ${values.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')} }`;
}

export function brokerUrl(host: string, port: number): string {
  return `mqtts://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function readMeText(options: ReadMe): string {
  const { folder, hosts, config } = options;
  const here = quoted(folder);
  return `A broker for the swarm ${config.swarm}: Mosquitto 2 with TLS, a user for each member, and access rights.
More of it: docs/brokers.md of Roost.

1. Try it on this machine, as the user who owns this folder:

     mosquitto -c ${here}/mosquitto.conf

2. Or install it on the machine ${hosts[0]}, as a service of Debian or Raspberry Pi OS. There, in this folder:

     sudo apt install mosquitto
     sudo install -d -o mosquitto -m 0750 /etc/mosquitto/roost
     sudo install -o mosquitto -m 0600 ca.crt server.crt server.key roost.passwd roost.acl /etc/mosquitto/roost
     sed -e 's|${folder}/data/|/var/lib/mosquitto/|' -e 's|${folder}/|/etc/mosquitto/roost/|' mosquitto.conf |
       sudo tee /etc/mosquitto/mosquitto.conf
     sudo systemctl restart mosquitto

   This replaces the configuration that Mosquitto came with. Afterwards look at: sudo systemctl status mosquitto

3. The swarm file of every member has these lines:

${swarmFileLines(options)
  .map((line) => `     ${line}`)
  .join('\n')}

4. Give each member, beside its swarm file and at the paths named there, two files:

     ca.crt                      whom it trusts; the same for all
     passwords/ID.password       its own, and no other's; mode 0600

   Then, on that machine:  roost doctor --as ID

5. Keep ca.key where nobody else gets at it, best not on the broker: whoever has it can pretend to be the broker. It
   is needed again for a new server.crt. The passwords that members have copies of may be kept there as well.

A robot more:      add it to the swarm file, type roost init -c ... --mosquitto ... again, copy roost.passwd and
                   roost.acl as above, and: sudo systemctl reload mosquitto
A robot less:      mosquitto_passwd -D roost.passwd ID, take its section out of roost.acl, remove
                   passwords/ID.password, copy both as above, reload; what it left at the broker: roost clean
A password anew:   mosquitto_passwd -D roost.passwd ID, remove passwords/ID.password, and as for a robot more
A new certificate: remove server.crt and server.key, type roost init -c ... --mosquitto ... again, copy both as
                   above, and: sudo systemctl reload mosquitto
`;
}
