/** @file Which version of a thing a form was loaded with, so that no background refetch changes what is being edited. */

import { useState } from "react";
import type { Versioned } from "./ifMatch";

/** A version that a form is made from. */
export type Edition<T> = {
  /** The thing as the form was loaded with it. */
  edition: T;
  /** For the form's `key`: another one whenever the form is to be loaded anew. */
  key: string;
  /** Keeps this version from now on: for the form's `onValuesChange`. */
  hold: () => void;
  /** Loads the form anew with what is there now: for `FormEnd`'s `onReload`. */
  reload: () => void;
  /** Loads the form anew with what it has just saved. */
  adopt: (saved: T) => void;
};

/**
 * The version that a form shows: what is there now as long as nothing was typed, then the one that was there at that moment,
 * until the form is loaded anew.
 */
export function useEdition<T extends Versioned>(current: T): Edition<T> {
  const [held, setHeld] = useState<T | null>(null);
  const [saved, setSaved] = useState<T | null>(null);
  const [turn, setTurn] = useState(0);
  const edition = held ?? newerOf(saved, current);
  const reload = () => {
    setHeld(null);
    setTurn((before) => before + 1);
  };
  return {
    edition,
    key: `${turn} ${edition.updated_at}`,
    hold: () => setHeld((before) => before ?? edition),
    reload,
    adopt: (result) => {
      setSaved(result);
      reload();
    },
  };
}

/** What was saved, until what is loaded is as new. */
function newerOf<T extends Versioned>(saved: T | null, current: T): T {
  return saved !== null && Date.parse(saved.updated_at) > Date.parse(current.updated_at) ? saved : current;
}
