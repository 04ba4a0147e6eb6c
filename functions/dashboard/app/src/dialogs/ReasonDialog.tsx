import { Modal, Stack, Text, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { FormEnd } from "../forms/FormEnd";
import { useApiForm } from "../forms/useApiForm";
import { ifUnchanged, useEdition } from "../forms/useEdition";

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
  send: (body: { reason?: string }, headers: { "if-match": string }) => Promise<unknown>;
};

/** Asks for a reason, which the audit log keeps, and changes the state of a thing. */
export function ReasonDialog({
  question,
  of,
  close,
}: {
  /** Null while nothing is asked. */
  question: ReasonQuestion | null;
  /** The thing whose state is changed. */
  of: Versioned;
  close: () => void;
}) {
  return (
    <Modal opened={question !== null} onClose={close} title={question?.title}>
      {question !== null && <Question question={question} of={of} close={close} />}
    </Modal>
  );
}

type Asked = { question: ReasonQuestion; of: Versioned; close: () => void };

function Question({ of, ...asked }: Asked) {
  const { edition, key, reload } = useEdition(of);
  return <ReasonForm key={key} of={edition} reload={reload} {...asked} />;
}

function ReasonForm({ question, of, close, reload }: Asked & { reload: () => void }) {
  const { form, submit, error, isSending } = useApiForm({
    initialValues: { reason: "" },
    send: ({ reason }) => question.send(reason.trim() === "" ? {} : { reason }, ifUnchanged(of)),
    done: question.done,
    onDone: close,
  });
  return (
    <form onSubmit={submit}>
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
          {...form.getInputProps("reason")}
        />
      </Stack>
      <FormEnd error={error} isSending={isSending} action={question.action} onCancel={close} onReload={reload} />
    </form>
  );
}
