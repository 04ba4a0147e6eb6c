/** @file Reading the text format of Prometheus, version 0.0.4, as `GET /metrics` answers it. */

/** One sample: its value is kept as it is written, with all its digits. */
export type Sample = {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: string;
  /** What it counts, in a sentence. */
  help: string;
  /** `counter`, `gauge`, …; `untyped` where the text does not say. */
  type: string;
};

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})?\s+([-+]?(?:\.?\d\S*|Inf|NaN))(?:\s|$)/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const COMMENT = /^#\s+(HELP|TYPE)\s+(\S+)\s+(.*)$/;

/** The samples in the order of the text. Lines that are none are left out. */
export function samplesOf(text: string): Sample[] {
  const help = new Map<string, string>();
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    const comment = COMMENT.exec(line);
    if (comment !== null) {
      const [, kind, name = "", rest = ""] = comment;
      (kind === "HELP" ? help : types).set(name, unescaped(rest));
      continue;
    }
    const sample = line.startsWith("#") ? null : SAMPLE.exec(line);
    if (sample === null) continue;
    const [, name = "", labels = "", value = ""] = sample;
    // A histogram's samples have names of their own, which begin with the family's.
    const family = [name, name.replace(/_(bucket|sum|count)$/, "")].find((one) => types.has(one)) ?? name;
    samples.push({
      name,
      labels: labelsOf(labels),
      value,
      help: help.get(family) ?? "",
      type: types.get(family) ?? "untyped",
    });
  }
  return samples;
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = "", value = ""]) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign));
}

/** Whether each of some words is in a sample's name, labels or help. */
export function matches({ name, labels, help }: Sample, words: string): boolean {
  const text = [name, help, ...Object.entries(labels).flat()].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
