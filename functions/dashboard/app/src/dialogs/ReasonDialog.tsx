import { Modal, Stack, Text, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { FormEnd } from "../forms/FormEnd";
import type { IfMatch } from "../forms/ifMatch";
import { useEditForm } from "../forms/useEditForm";

type Versioned = { updated_at: string };

/** What is asked before the state of something is changed, and how it is changed. */
export type ReasonQuestion = {
  title: string;
  /** What it means, in a sentence or two. */
  about: ReactNode;
  /** The button's words: `Suspend team`. */
  action: string;
  /** What is said when it is done. */
  done: string;
  send: (body: { reason?: string }, headers: IfMatch) => Promise<unknown>;
};

type Asked<T extends Versioned> = {
  question: ReasonQuestion;
  /** The thing whose state is changed, as it was loaded last. */
  of: T;
  /** Loads it anew. */
  reload: () => Promise<T | undefined>;
  close: () => void;
};

/** Asks for a reason, which the audit log keeps, and changes the state of a thing. */
export function ReasonDialog<T extends Versioned>({
  question,
  close,
  ...asked
}: Omit<Asked<T>, "question"> & {
  /** Null while nothing is asked. */
  question: ReasonQuestion | null;
}) {
  return (
    <Modal opened={question !== null} onClose={close} title={question?.title}>
      {question !== null && <ReasonForm question={question} close={close} {...asked} />}
    </Modal>
  );
}

function ReasonForm<T extends Versioned>({ question, of, reload, close }: Asked<T>) {
  const edited = useEditForm({
    latest: of,
    reload,
    valuesOf: NO_REASON,
    send: ({ reason }, headers) => question.send(reason.trim() === "" ? {} : { reason }, headers),
    done: question.done,
    onDone: close,
  });
  return (
    <form onSubmit={edited.submit}>
      <Stack>
        <Text size="sm" component="div">
          {question.about}
        </Text>
        <Textarea
          label="Reason"
          description="Optional. It is kept in the audit log."
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...edited.form.getInputProps("reason")}
        />
      </Stack>
      <FormEnd
        error={edited.error}
        isSending={edited.isSending}
        action={question.action}
        onCancel={close}
        onReload={edited.reload}
      />
    </form>
  );
}

const NO_REASON = () => ({ reason: "" });
