/** mosquitto.conf for a swarm: TLS alone, nobody without a password, nothing without a right. */

export interface ConfigurationOptions {
  /** Where the files are, as the broker sees it: by its absolute path. */
  readonly folder: string;
  readonly port: number;
}

/** The longest message is the state of the hub, with 256 KiB at most (monitor/hub/bounded-state.ts). */
const LARGEST_PACKET_BYTES = 1024 * 1024;
/** Retained messages are on the disk so soon; those of members come anew every half a minute anyway. */
const SAVE_EVERY_SECONDS = 60;

/** For Mosquitto from 2.0 on. */
export function configurationText({ folder, port }: ConfigurationOptions): string {
  return `# A broker for Roost, written by roost init --mosquitto. README.txt says how to use it.
# Paths are absolute: Mosquitto takes others from wherever it was started.

listener ${port}
cafile ${folder}/ca.crt
certfile ${folder}/server.crt
keyfile ${folder}/server.key
tls_version tlsv1.2

# Nobody without a password, and nothing without a right.
allow_anonymous false
password_file ${folder}/roost.passwd
acl_file ${folder}/roost.acl

# Without this line small messages wait 40 ms for the acknowledgement of earlier ones.
set_tcp_nodelay true

# Whoever sends more at once is cut off; members send a few kilobytes at most.
max_packet_size ${LARGEST_PACKET_BYTES}
max_inflight_messages 20
max_queued_messages 1000

# Retained messages outlive the broker.
persistence true
persistence_location ${folder}/data/
autosave_interval ${SAVE_EVERY_SECONDS}

log_dest stderr
log_type error
log_type warning
log_type notice
`;
}
