/** @file The series that pages show, so that the same figures have the same names, colours and lines everywhere. */

import type { Series } from "./units";

/** `cost`, `revenue` and `profit`, in US dollars. */
export const MONEY: readonly Series[] = [
  { name: "revenue", label: "Revenue", meaning: "revenue", dash: "long" },
  { name: "cost", label: "Cost", meaning: "cost", dash: "dots" },
  { name: "profit", label: "Profit", meaning: "profit" },
];

/** `answered` and `failed` calls. */
export const CALLS: readonly Series[] = [
  { name: "answered", label: "Answered calls", meaning: "calls" },
  { name: "failed", label: "Failed calls", meaning: "errors" },
];

/** `p50`, `p95` and `p99`, in milliseconds. */
export const LATENCY: readonly Series[] = [
  { name: "p50", label: "p50: half of the calls", meaning: "latency" },
  { name: "p95", label: "p95: 95 of 100", meaning: "latency", dash: "long" },
  { name: "p99", label: "p99: 99 of 100", meaning: "latency", dash: "dots" },
];

/** `input` and `output` tokens. */
export const TOKENS: readonly Series[] = [
  { name: "input", label: "Input tokens", meaning: "other" },
  { name: "output", label: "Output tokens", meaning: "other", dash: "long" },
];

/** `credits` charged. */
export const CREDITS: readonly Series[] = [{ name: "credits", label: "Credits used", meaning: "other" }];
