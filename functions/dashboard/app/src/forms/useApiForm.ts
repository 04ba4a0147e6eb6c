/** @file Forms that send to the API: its faults come back field by field, and a form that is out of date says so. */

import { type UseFormInput, type UseFormReturnType, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/error";

type Options<V extends Record<string, unknown>, R> = UseFormInput<V> & {
  /** Sends the form. */
  send: (values: V) => Promise<R>;
  /** The notice that is shown after success; none where the page already shows the result. */
  done?: string | ((result: R) => string);
  onDone?: (result: R) => void;
};

export type ApiForm<V extends Record<string, unknown>, R> = {
  form: UseFormReturnType<V>;
  /** For `<form onSubmit>`. */
  submit: (event?: React.FormEvent<HTMLFormElement>) => void;
  isSending: boolean;
  /** What is wrong beside the fields; `isStale` if somebody else has changed what the form shows. */
  error: ApiError | Error | null;
  result: R | undefined;
  /** Takes away what was said about the last time it was sent. */
  forget: () => void;
};

/** A form. Everything that is shown is loaded anew after it was sent, because a change shows in many places. */
export function useApiForm<V extends Record<string, unknown>, R>(options: Options<V, R>): ApiForm<V, R> {
  const { send, done, onDone, ...rest } = options;
  const form = useForm<V>({ mode: "controlled", ...rest });
  const queryClient = useQueryClient();
  const mutation = useMutation<R, Error, V>({
    mutationFn: send,
    onSuccess: (result) => {
      form.resetDirty();
      void queryClient.invalidateQueries();
      if (done) notifications.show({ message: typeof done === "string" ? done : done(result), color: "green" });
      onDone?.(result);
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return;
      const names = new Set(Object.keys(form.getValues()));
      const own = [...error.fields].filter(([path]) => names.has(path.split(".")[0] ?? ""));
      form.setErrors(Object.fromEntries(own));
    },
  });
  return {
    form,
    submit: (event) => form.onSubmit((values) => mutation.mutate(values))(event),
    isSending: mutation.isPending,
    error: mutation.error,
    result: mutation.data,
    forget: mutation.reset,
  };
}
