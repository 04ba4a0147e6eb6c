import { describe, expect, it } from "vitest";
import { matches, samplesOf } from "./prometheus";

const TEXT = `# HELP tollgate_calls_total Calls that have ended, by provider and outcome.
# TYPE tollgate_calls_total counter
tollgate_calls_total{provider="openai",outcome="success"} 12345678901234567890
tollgate_calls_total{provider="a\\"b\\\\c",outcome="failed"} 0
# TYPE tollgate_in_doubt_usd gauge
tollgate_in_doubt_usd 0.00000012345678901234567890 1700000000000
# HELP latency How long calls take.
# TYPE latency histogram
latency_bucket{le="+Inf"} 3

no sample
`;

describe("the text of Prometheus", () => {
  const samples = samplesOf(TEXT);

  it("has samples with their labels, and what they mean", () => {
    expect(samples[0]).toEqual({
      name: "tollgate_calls_total",
      labels: { provider: "openai", outcome: "success" },
      value: "12345678901234567890",
      help: "Calls that have ended, by provider and outcome.",
      type: "counter",
    });
    expect(samples[1]?.labels.provider).toBe('a"b\\c');
    expect(samples).toHaveLength(4);
  });

  it("keeps every digit, and leaves out the time", () => {
    expect(samples[2]?.value).toBe("0.00000012345678901234567890");
  });

  it("knows the family of a histogram's sample", () => {
    expect(samples[3]).toMatchObject({ name: "latency_bucket", type: "histogram", help: "How long calls take." });
  });

  it("is searched word by word", () => {
    expect(samples.filter((sample) => matches(sample, "openai CALLS"))).toHaveLength(1);
    expect(samples.filter((sample) => matches(sample, "tokens"))).toHaveLength(0);
  });
});
