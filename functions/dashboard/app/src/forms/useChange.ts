/** @file Changes without a form: a button that suspends, activates or sends again. */

import { notifications } from "@mantine/notifications";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";

/** A change. It says when it has worked, and why it has not; everything that is shown is loaded anew. */
export function useChange<A, R>(
  change: (argument: A) => Promise<R>,
  done?: string | ((result: R) => string),
): UseMutationResult<R, Error, A> {
  const queryClient = useQueryClient();
  return useMutation<R, Error, A>({
    mutationFn: change,
    onSuccess: (result) => {
      void queryClient.invalidateQueries();
      if (done) notifications.show({ message: typeof done === "string" ? done : done(result), color: "green" });
    },
    onError: (error) => notifications.show({ title: "This was refused", message: error.message, color: "red" }),
  });
}
