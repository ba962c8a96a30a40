/** Reads the text format of Prometheus (version 0.0.4); throws for a line that it does not allow. */

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LINE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

export function parseMetrics(text: string) {
  const samples: Sample[] = [];
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary)$`).exec(line);
    if (type) types.set(type[1]!, type[2]!);
    if (line.startsWith('# HELP ') || type) continue;
    const match = LINE.exec(line);
    const value = match?.[3] === '+Inf' ? Number.POSITIVE_INFINITY : Number(match?.[3]);
    if (!match || Number.isNaN(value)) throw new Error(`no line of Prometheus: ${line}`);
    samples.push({ name: match[1]!, labels: labelsOf(match[2] ?? '', line), value });
  }
  return {
    text,
    types,
    /** Of the one sample that has at least these labels. */
    value(name: string, labels: Record<string, string> = {}): number | undefined {
      const found = samples.filter(
        (sample) =>
          sample.name === name &&
          Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      );
      if (found.length > 1) throw new Error(`${found.length} samples of ${name}`);
      return found[0]?.value;
    },
  };
}

function labelsOf(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const match = LABEL.exec(text);
    if (match === null) throw new Error(`no labels of Prometheus: ${line}`);
    labels[match[1]!] = match[2]!
      .replaceAll('\\n', '\n')
      .replaceAll('\\"', '"')
      .replaceAll('\\\\', '\\');
  }
  return labels;
}
