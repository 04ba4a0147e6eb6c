// The list of trials. Rooms add theirs; `run.mjs` runs them.

/** A trial: a sentence, and what shows that it is true. */
export const TRIALS = new Map();

/**
 * Adds a trial.
 *
 * @param {string} sentence What is true.
 * @param {(stage: import("./stage.mjs").Stage) => Promise<void>} body Shows it, or throws.
 */
export function trial(sentence, body) {
  if (TRIALS.has(sentence)) throw new Error(`there are two trials "${sentence}"`);
  TRIALS.set(sentence, body);
}
