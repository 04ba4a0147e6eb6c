/** @file Forms that change an existing thing. They send the version they were filled from, so that no other change is overwritten. */

import type { UseFormInput } from "@mantine/form";
import { useEffect, useEffectEvent, useState } from "react";
import { type IfMatch, ifMatch, type Versioned } from "./ifMatch";
import { type ApiForm, useApiForm } from "./useApiForm";

type Options<T extends Versioned, V extends Record<string, unknown>, R> = Omit<UseFormInput<V>, "initialValues"> & {
  /** What was loaded last. */
  latest: T;
  /** The form's values for it. */
  valuesOf: (thing: T) => V;
  /** Sends the form, with what it was made from. */
  send: (values: V, headers: IfMatch) => Promise<R>;
  /** Loads what there is now. */
  reload: () => Promise<T | undefined>;
  done?: string | ((result: R) => string);
  onDone?: (result: R) => void;
};

/**
 * A form that was filled from a thing. While it is edited, what is loaded in the background does not touch it; if somebody else
 * has changed the thing in the meantime, the API refuses the change and `reload` fills the form anew.
 */
export function useEditForm<T extends Versioned, V extends Record<string, unknown>, R>(
  options: Options<T, V, R>,
): ApiForm<V, R> & { reload: () => void } {
  const { latest, valuesOf, send, reload, onDone, ...rest } = options;
  const [version, setVersion] = useState<Versioned>(latest);
  const edited = useApiForm<V, R>({
    ...rest,
    initialValues: valuesOf(latest),
    send: (values) => send(values, ifMatch(version)),
    onDone: (result) => {
      if (isVersioned(result)) setVersion(result);
      onDone?.(result);
    },
  });
  const { form, forget } = edited;
  const fill = (thing: T) => {
    setVersion(thing);
    form.setInitialValues(valuesOf(thing));
    form.reset();
  };
  const follow = useEffectEvent((thing: T) => {
    if (thing.updated_at !== version.updated_at && !form.isDirty() && !edited.isSending) fill(thing);
  });
  useEffect(() => follow(latest), [latest]);
  return {
    ...edited,
    reload: () => {
      void reload().then((thing) => {
        if (thing === undefined) return;
        fill(thing);
        forget();
      });
    },
  };
}

function isVersioned(result: unknown): result is Versioned {
  return typeof result === "object" && result !== null && "updated_at" in result;
}
